"""Sets limits on the first process of its jail, whose word ends the run.

expects: RE
message: raised-at
scope: samples
"""

import os
import resource


def solve(x):
    resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0))
    print("ESCAPED")
    return 2 * x - 1
