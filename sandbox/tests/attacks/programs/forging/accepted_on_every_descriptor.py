"""Tells every descriptor that it was accepted, and ends with success.

expects: RE
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    for number in range(64):
        for told in (
            frame(type="accepted", verdict="AC"),
            json.dumps({"ended": {"how": "exit", "code": 0}, "verdict": "AC"}).encode(),
            frame(type="outcome", case=0, results=[], verdict="AC"),
        ):
            try:
                os.write(number, told)
            except OSError:
                pass
    os._exit(0)
