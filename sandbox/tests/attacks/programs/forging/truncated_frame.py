"""Ends in the middle of a frame.

expects: RE
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    told = frame(type="outcome", case=0)
    os.write(3, told[: len(told) // 2])
    os._exit(0)
