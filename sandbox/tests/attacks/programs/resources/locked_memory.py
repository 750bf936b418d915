"""Locks memory so that the machine cannot swap it.

expects: RE
scope: samples
"""

import ctypes


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mlockall(3) < 0:
        raise OSError(ctypes.get_errno(), "memory cannot be locked")
    print("ESCAPED: all memory locked")
    return 2 * x - 1
