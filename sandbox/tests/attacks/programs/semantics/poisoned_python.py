"""Changes all that is global to Python in every case; the others do not feel it.

expects: AC
"""

import gc
import os
import signal
import sys
import warnings

import numpy as np


def solve(x):
    if sys.getrecursionlimit() != 1000 or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        return 0 * x
    sys.setrecursionlimit(60)
    sys.settrace(lambda *args: None)
    signal.signal(signal.SIGALRM, lambda *args: os._exit(0))
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    gc.disable()
    warnings.simplefilter("error")
    sys.stdout = sys.stderr = None
    np.seterr(all="raise")
    os.chdir("/")
    os.environ.clear()
    return 2 * x - 1
