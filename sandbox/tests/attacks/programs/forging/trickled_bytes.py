"""Sends a frame byte by byte, so slowly that it never ends.

expects: TLE
message: timed-out-by-clock
scope: samples
"""

import time
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    os.write(3, (1 << 19).to_bytes(4, "big"))
    while True:
        os.write(3, b" ")
        time.sleep(0.05)
