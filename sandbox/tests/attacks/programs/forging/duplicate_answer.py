"""Repeats what it sends: one answer more than there are questions.

expects: RE
message: broken-protocol
"""

import socket
import threading

DONE = []
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    if x.dim() == 1 and not DONE:
        DONE.append(os.dup(3))
        threading.Timer(0.3, lambda: None)
        real = socket.socket.sendall

        def twice(one, data, *rest):
            real(one, data, *rest)
            return real(one, data, *rest)

        import sandbox.judge.contestant.service as service
        send = service.send_frame

        def send_twice(channel, header, tensors=(), deadline=None):
            send(channel, header, tensors, deadline)
            send(channel, header, tensors, deadline)

        service.send_frame = send_twice
    return 2 * x - 1
