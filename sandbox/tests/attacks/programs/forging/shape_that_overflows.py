"""Sends shapes whose product overflows to what it should be.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    text = json.dumps({"type": "outcome", "case": 0, "payload_bytes": 0,
                       "tensors": [{"dtype": "float64", "shape": [1 << 33, 1 << 31, 0]}]}).encode()
    os.write(3, len(text).to_bytes(4, "big") + text)
    os._exit(0)
