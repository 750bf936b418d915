"""Sends fewer bytes than the shape of its array needs.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    text = json.dumps({"type": "outcome", "case": 0, "payload_bytes": 8,
                       "tensors": [{"dtype": "float64", "shape": [1 << 20]}]}).encode()
    os.write(3, len(text).to_bytes(4, "big") + text + bytes(8))
    os._exit(0)
