"""Opens a socket by io_uring, behind the back of filters.

expects: RE
message: raised-at
"""

import ctypes


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    parameters = ctypes.create_string_buffer(120)
    if libc.syscall(ctypes.c_long(425), 8, parameters) < 0:
        raise OSError(ctypes.get_errno(), "no io_uring")
    print("ESCAPED: io_uring")
    return 2 * x - 1
