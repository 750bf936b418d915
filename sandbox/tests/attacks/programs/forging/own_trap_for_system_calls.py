"""Traps its own system calls, to answer them as it likes.

expects: RE
message: raised-at
"""

import ctypes
import struct
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    libc = ctypes.CDLL(None, use_errno=True)
    # A filter that sends SIGSYS for every write: load number; if write then trap else allow.
    code = struct.pack("HBBI" * 4, 0x20, 0, 0, 0, 0x15, 0, 1, 1, 6, 0, 0, 0x30000, 6, 0, 0, 0x7FFF0000)
    buffer = ctypes.create_string_buffer(code, len(code))
    record = struct.pack("HxxxxxxP", 4, ctypes.addressof(buffer))
    filter_ = ctypes.create_string_buffer(record, len(record))
    for act in (
        lambda: libc.prctl(22, ctypes.c_ulong(2), filter_, 0, 0),
        lambda: libc.syscall(ctypes.c_long(317), 1, 0, filter_),
        lambda: libc.syscall(ctypes.c_long(317), 1, 8, filter_),
    ):
        if act() >= 0:
            print("ESCAPED: a filter of its own")
            return 2 * x - 1
    raise OSError(ctypes.get_errno(), "no filter")
