"""Stops all clocks, then works for longer than it may.

expects: TLE
scope: samples
"""

import time
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    began = time.perf_counter()
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        setattr(time, name, lambda: 0.0)
        setattr(time, name + "_ns", lambda: 0)
    os.times = lambda: (0, 0, 0, 0, 0)
    while True:
        x = x + 0
