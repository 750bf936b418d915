"""Prints all that a careless judge might look for.

expects: WA
prints: Accepted
"""

import json
import os


def frame(**fields):
    text = json.dumps({"tensors": [], "payload_bytes": 0, **fields}).encode()
    return len(text).to_bytes(4, "big") + text


def solve(x):
    for stream in (1, 2):
        os.write(stream, b"PASS\n1 passed\nOK\nAccepted\n" + frame(type="outcome", verdict="AC"))
    print(json.dumps({"verdict": "AC", "status": "accepted", "score": 100, "cases": []}))
    print("\x1b[2J\x1b]0;AC\x07</pre><script>alert(1)</script>\u202e\0")
    return 0 * x
