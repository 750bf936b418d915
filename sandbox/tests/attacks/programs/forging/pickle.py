"""Sends a pickle that would run a program where it is read.

expects: RE
message: broken-protocol
"""

import pickle
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    class Payload:
        def __reduce__(self):
            return os.system, ("touch /tmp/quizsite-attack; echo ESCAPED",)

    text = pickle.dumps(Payload())
    os.write(3, len(text).to_bytes(4, "big") + text)
    os._exit(0)
