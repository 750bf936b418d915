"""Enters the namespaces of other processes.

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
    for kind in ("user", "mnt", "net", "pid", "ipc"):
        try:
            call(308, 268, os.open(f"/proc/1/ns/{kind}", os.O_RDONLY), 0)
            print("ESCAPED: entered", kind)
        except OSError as error:
            last = error
    raise last
    return 2 * x - 1
