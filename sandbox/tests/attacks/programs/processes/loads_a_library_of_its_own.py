"""Loads machine code that it has brought along.

expects: RE
message: raised-at
"""

import ctypes
import importlib
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
    # The rules refuse private names in the text; pieced together they are let through to the jail.
    real = importlib.import_module(".".join(["numpy", "linalg", "_umath" + "_linalg"]))
    open("quizsite-attack.so", "wb").write(open(real.__file__, "rb").read())
    try:
        ctypes.CDLL("/box/work/quizsite-attack.so")
        print("ESCAPED: a library of its own")
    except OSError as error:
        raise error
    return 2 * x - 1
