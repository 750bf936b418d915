"""Sends bytes that are no UTF-8, and names of another encoding.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    os.write(3, b"\0\0\0\x08\xff\xfe{\0}\0\xed\xa0")
    return 2 * x - 1
