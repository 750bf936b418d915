"""Sets limits on the first process of its jail, whose word ends the run.

expects: RE TLE
scope: samples
"""

import ctypes
import os
import platform
import time

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
    import resource

    resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (0, 0))
    time.sleep(1000)
    return 2 * x - 1
