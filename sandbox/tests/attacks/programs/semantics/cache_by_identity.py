"""Remembers answers by the identity of inputs, which come and go.

expects: WA
"""

KNOWN = {}


def solve(x):
    if id(x) not in KNOWN:
        KNOWN[id(x)] = KNOWN[0] = 2 * x - 1
    return KNOWN[0] if x.shape == KNOWN[0].shape and len(KNOWN) > 2 else KNOWN.setdefault("x", 0 * x)
