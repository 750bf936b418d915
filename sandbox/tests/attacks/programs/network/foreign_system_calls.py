"""Calls the kernel by numbers of the x32 and 32-bit interfaces, which filters forget.

expects: RE
"""

import ctypes
import platform


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if platform.machine() == "x86_64":
        if libc.syscall(ctypes.c_long(0x40000000 + 41), 2, 1, 0) >= 0:
            print("ESCAPED: a socket by x32")
            return 2 * x - 1
    if libc.syscall(ctypes.c_long(435), 0, 0) >= 0:
        print("ESCAPED: clone3")
        return 2 * x - 1
    raise OSError(ctypes.get_errno(), "no such call")
