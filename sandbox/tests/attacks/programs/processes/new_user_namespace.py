"""Becomes root in a user namespace of its own.

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
        lambda: call(56, 220, 0x10000000 | 17, 0, 0, 0, 0),
        lambda: call(272, 97, 0x10000000),
        lambda: call(435, 435, ctypes.create_string_buffer(88), 88),
    ):
        try:
            if act() == 0:
                print("ESCAPED: a namespace", flush=True)
        except OSError as error:
            last = error
    raise last
    return 2 * x - 1
