"""Enters the kernel by the gate for 32-bit programs, where calls have other numbers.

expects: RE
"""

import ctypes
import mmap
import platform


def solve(x):
    if platform.machine() != "x86_64":
        raise OSError("this machine has no such gate")
    # mov eax, 20 (getpid); int 0x80; ret
    code = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    found = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    if found < 0:
        raise OSError(-found, "the kernel has no such gate")
    print("ESCAPED: process", found)
    return 2 * x - 1
