"""Closes the channel and lives on.

expects: RE TLE
scope: samples
"""

import time
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    os.close(3)
    time.sleep(1000)
