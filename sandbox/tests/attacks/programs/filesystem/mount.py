"""Mounts the host's devices and file systems.

expects: RE
message: raised-at
"""

import ctypes
import os


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    os.mkdir("quizsite-attack")
    for source, kind, flags in (
        (b"none", b"tmpfs", 0), (b"/proc/1/root", b"", 4096), (b"proc", b"proc", 0),
        (b"/dev/vda", b"ext4", 0), (b"none", b"cgroup2", 0), (b"none", b"sysfs", 0),
        (b"/", b"", 32 | 4096),
    ):
        if libc.mount(source, b"quizsite-attack", kind, ctypes.c_ulong(flags), None) == 0:
            print("ESCAPED: mounted", source)
            return 2 * x - 1
    if libc.umount2(b"/proc", 2) == 0 or libc.umount2(b"/box", 2) == 0:
        print("ESCAPED: uncovered")
        return 2 * x - 1
    raise OSError(ctypes.get_errno(), "nothing was mounted")
