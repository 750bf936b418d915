"""Replaces what the judge beside it sends its answers with.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    def lie(channel, header, tensors=(), deadline=None):
        told = {**header, "verdict": "AC", "passed": True}
        real(channel, told, tensors)

    import sandbox.judge.contestant.service as service
    real, service.send_frame = service.send_frame, lie
    return 0 * x
