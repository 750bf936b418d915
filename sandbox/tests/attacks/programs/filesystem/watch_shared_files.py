"""Watches which libraries other jails open.

expects: RE
message: raised-at
"""

import ctypes
import os


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    queue = libc.inotify_init1(0)
    if queue < 0:
        raise OSError(ctypes.get_errno(), "no notifications")
    if libc.inotify_add_watch(queue, os.__file__.encode(), 0xFFF) < 0:
        raise OSError(ctypes.get_errno(), "nothing to watch")
    print("ESCAPED: watching")
    return 2 * x - 1
