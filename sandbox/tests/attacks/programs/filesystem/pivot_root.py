"""Changes its root.

expects: RE
message: raised-at
"""

import ctypes
import os
import platform


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    os.makedirs("quizsite-attack/old")
    pivot = 155 if platform.machine() == "x86_64" else 41
    if libc.syscall(ctypes.c_long(pivot), b"quizsite-attack", b"quizsite-attack/old") == 0:
        print("ESCAPED: pivoted")
        return 2 * x - 1
    os.chroot("quizsite-attack")
    print("ESCAPED: another root")
    return 2 * x - 1
