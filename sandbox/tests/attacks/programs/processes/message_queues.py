"""Leaves messages for the next job.

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
    for act in (
        lambda: call(68, 186, 0x51534154, 0o1666),
        lambda: call(64, 190, 0x51534154, 1, 0o1666),
        lambda: call(240, 180, b"quizsite-attack", 0o102, 0o666, None),
    ):
        try:
            act()
            print("ESCAPED: a queue")
        except OSError as error:
            last = error
    raise last
    return 2 * x - 1
