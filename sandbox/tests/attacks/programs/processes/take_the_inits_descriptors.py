"""Takes a descriptor out of the first process of its jail.

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
    handle = call(434, 434, os.getppid(), 0)
    for number in range(16):
        try:
            call(438, 438, handle, number, 0)
            print("ESCAPED: descriptor", number)
        except OSError as error:
            last = error
    raise last
    return 2 * x - 1
