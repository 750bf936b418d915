"""Sends a frame of its own that announces 10 GB, and begins to send them.

expects: OLE
scope: samples
message: too-much-output
"""

import json
import os


def solve(x):
    size = 10 << 30
    head = {"type": "outcome", "tensors": [{"dtype": "uint8", "shape": [size]}]}
    text = json.dumps({**head, "payload_bytes": size}).encode()
    os.write(3, len(text).to_bytes(4, "big") + text)
    while True:
        os.write(3, b"x" * 65536)
