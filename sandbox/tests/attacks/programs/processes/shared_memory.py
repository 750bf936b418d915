"""Leaves System V shared memory for the next job.

expects: RE
message: raised-at
"""

import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
X86 = platform.machine() == "x86_64"


def call(x86, arm, *arguments):
    wide = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = libc.syscall(ctypes.c_long(x86 if X86 else arm), *wide)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def solve(x):
    for key in (0x51534154, 0):
        try:
            call(29, 194, key, 4096, 0o1666)
            print("ESCAPED: shared memory")
        except OSError as error:
            last = error
    raise last
    return 2 * x - 1
