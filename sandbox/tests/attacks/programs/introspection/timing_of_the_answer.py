"""Measures whether its answer is compared before it is complete, and asks for the comparison.

expects: RE
"""

import json
import os


def solve(x):
    for kind in ("compare", "expected", "reference", "program", "case", "usage", "status"):
        text = json.dumps({"type": kind, "op": kind, "tensors": [], "payload_bytes": 0}).encode()
        os.write(3, len(text).to_bytes(4, "big") + text)
    answer = os.read(3, 65536)
    print("ESCAPED: the judge says", answer)
    return 2 * x - 1
