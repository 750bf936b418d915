"""Takes the names of the judge's own processes.

expects: WA
"""

import ctypes
import os
import time


def solve(x):
    for name in (b"jail-init", b"judge-groups", b"python"):
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
            os.setsid()
            time.sleep(1000)
    return x
