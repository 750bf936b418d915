"""Opens files by guessed handles, past every path.

expects: RE
message: raised-at
"""

import ctypes
import os
import platform
import struct


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    call = 304 if platform.machine() == "x86_64" else 265
    root = os.open("/box", os.O_RDONLY)
    for inode in range(2, 50):
        handle = ctypes.create_string_buffer(struct.pack("IiII", 8, 1, inode, 0))
        if libc.syscall(ctypes.c_long(call), root, handle, os.O_RDONLY) >= 0:
            print("ESCAPED: inode", inode)
            return 2 * x - 1
    raise OSError(ctypes.get_errno(), "no file by its handle")
