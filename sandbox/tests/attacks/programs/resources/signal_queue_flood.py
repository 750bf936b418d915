"""Fills the kernel's queue of pending signals, which all processes of a user share.

expects: RE
scope: samples
prints: stopped after
"""

import os
import signal


def solve(x):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    for number in range(100_000):
        if libc.sigqueue(os.getpid(), int(signal.SIGRTMIN), ctypes.c_void_p(number)) < 0:
            print("stopped after", number, flush=True)
            raise OSError(ctypes.get_errno(), "no more signals")
    return 2 * x - 1
