"""Answers with what only the judge may send.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    os.write(3, frame(type="program", source=[], framework="torch", kind="function", entry="solve"))
    os._exit(0)
