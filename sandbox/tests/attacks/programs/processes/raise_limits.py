"""Raises its own limits.

expects: RE
message: raised-at
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

    # The limits of a lease come from its first process, which may not have had its turn yet.
    began = time.monotonic()
    while resource.getrlimit(resource.RLIMIT_AS)[1] == resource.RLIM_INFINITY:
        if time.monotonic() - began > 1.5:
            print("ESCAPED: there are no limits")
            return 2 * x - 1
        time.sleep(0.01)
    for kind in (resource.RLIMIT_NPROC, resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE):
        try:
            resource.prlimit(0, kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print("ESCAPED: limit", kind)
        except (OSError, ValueError) as error:
            last = error
    raise last
    return 2 * x - 1
