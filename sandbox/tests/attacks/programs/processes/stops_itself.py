"""Stops itself, so that it neither runs nor ends.

expects: TLE
scope: samples
message: timed-out-by-clock
"""

import os
import signal


def solve(x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return 2 * x - 1
