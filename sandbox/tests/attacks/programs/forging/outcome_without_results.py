"""Sends a well-formed outcome that has no results.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    os.write(3, frame(type="outcome", case=0, values=[], traces=[]))
    os._exit(0)
