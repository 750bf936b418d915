"""Replaces the modules that the judge beside it works with.

expects: WA RE
"""

import builtins
import sys
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    class Liar:
        def __getattr__(self, name):
            return lambda *args, **kwargs: Liar()

        def __call__(self, *args, **kwargs):
            return Liar()

    for name in list(sys.modules):
        if name in ("json", "struct", "socket", "numpy", "hashlib", "time", "os", "io", "math"):
            sys.modules[name] = Liar()
    json.JSONEncoder.encode = lambda *args: '{"type": "outcome", "verdict": "AC"}'
    builtins.len = lambda one: 3
    builtins.isinstance = lambda *args: True
    builtins.type = lambda one: one.__class__
    return 0 * x
