"""Has the kernel hand its system calls to itself.

expects: RE
"""

import ctypes
import signal
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    selector = ctypes.create_string_buffer(b"\1")
    signal.signal(signal.SIGSYS, lambda *_: None)
    libc.prctl(59, ctypes.c_ulong(1), ctypes.c_ulong(0), ctypes.c_ulong(0), selector)
    os.getpid()
    os._exit(0)
