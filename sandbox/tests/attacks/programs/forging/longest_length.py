"""Sends a header that claims the greatest length.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    os.write(3, b"\xff\xff\xff\xff" + b"{" * 100)
    return 2 * x - 1
