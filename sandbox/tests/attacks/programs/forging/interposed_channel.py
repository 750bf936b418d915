"""Puts itself between the judge and its own interpreter, and edits what passes.

expects: RE
"""

import socket
import threading
import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    ours, theirs = socket.socketpair()
    real = os.dup(3)
    os.dup2(theirs.fileno(), 3)

    def pass_on(source, target, edit):
        while data := os.read(source, 65536):
            os.write(target, edit(data))

    threading.Thread(
        target=pass_on, args=(ours.fileno(), real, lambda data: data.replace(b"outcome", b"correct")),
        daemon=True,
    ).start()
    threading.Thread(
        target=pass_on, args=(real, ours.fileno(), lambda data: data), daemon=True
    ).start()
    return 2 * x - 1
