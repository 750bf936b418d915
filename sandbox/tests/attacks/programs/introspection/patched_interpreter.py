"""Rewrites the interpreter's own machine code and numbers, so that all comparisons succeed.

expects: WA RE MLE TLE OLE
"""

import ctypes


def solve(x):
    # The number 1 becomes 0, for whoever shares this interpreter.
    one = id(1) + 24
    ctypes.memset(one, 0, 4)
    libc = ctypes.CDLL(None)
    compare = ctypes.cast(ctypes.pythonapi.PyObject_RichCompareBool, ctypes.c_void_p).value
    libc.mprotect(ctypes.c_void_p(compare & ~4095), 8192, 7)
    ctypes.memmove(compare, b"\xb8\x01\x00\x00\x00\xc3", 6)  # mov eax, 1; ret
    return 0 * x
