"""Runs a program that lies in memory only.

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
    file = call(319, 279, b"quizsite-attack", 0)
    os.write(file, open("/proc/self/exe", "rb").read())
    os.execve(file, ["quizsite-attack"], {})
    return 2 * x - 1
