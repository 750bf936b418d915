"""Reads what the judge sends and answers it itself, with the first answer.

expects: WA RE
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    import sandbox.judge.contestant.service as service

    send, read = service.send_frame, service.read_frame
    first = []

    def send_first(channel, header, tensors=(), deadline=None):
        first.append((header, tensors))
        send(channel, {**header, "case": header.get("case")}, first[0][1])

    service.send_frame = send_first
    return 2 * x - 1
