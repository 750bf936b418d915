"""Claims a payload of 2^63 bytes and more.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    for size in (2**63, 2**64, -1, 2**62):
        os.write(3, frame(type="outcome", case=0, payload_bytes=size))
    return 2 * x - 1
