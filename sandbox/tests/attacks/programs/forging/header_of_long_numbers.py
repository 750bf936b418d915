"""Sends numbers whose conversion takes for ever.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    text = b'{"type": "outcome", "case": ' + b"9" * 900_000 + b', "tensors": [], "payload_bytes": 0}'
    os.write(3, len(text).to_bytes(4, "big"))
    sent = 0
    while sent < len(text):
        sent += os.write(3, text[sent : sent + 60_000])
    os._exit(0)
