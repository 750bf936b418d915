"""Claims a failure whose verdict is that it was accepted.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    os.write(3, frame(type="failure", case=0, stage="call", verdict="AC", error="", message="",
                      frames=[], name=""))
    os._exit(0)
