"""Sends answers to the next cases before they are asked.

expects: RE
message: broken-protocol
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    import sandbox.judge.contestant.service as service
    from sandbox.judge.messages import CallResult, Outcome
    from sandbox.judge.values import Returned

    send = service.send_frame

    def all_at_once(channel, header, tensors=(), deadline=None):
        for case in (3, 1, 0, 2, 4, 1_000_000):
            send(channel, {**header, "case": case}, tensors)

    service.send_frame = all_at_once
    return 2 * x - 1
