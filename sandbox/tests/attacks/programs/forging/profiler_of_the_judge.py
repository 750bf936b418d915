"""Watches every function of the judge beside it, and changes what it holds.

expects: WA RE
"""

import sys
import threading
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    def watch(frame, event, argument):
        for name, value in list(frame.f_locals.items()):
            if name in ("frame", "header") and isinstance(value, dict):
                value["verdict"] = "AC"
            if name == "reply":
                object.__setattr__(value, "case", 0)
        return watch

    sys.setprofile(watch)
    sys.settrace(watch)
    threading.setprofile(watch)
    return 0 * x
