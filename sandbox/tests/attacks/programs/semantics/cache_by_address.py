"""Remembers answers by the address of inputs and by their shapes.

expects: WA
"""

KNOWN = {}


def solve(x):
    key = x.data_ptr() % 1
    if (key, x.shape) not in KNOWN:
        KNOWN[key, x.shape] = 2 * x - 1
    return KNOWN[key, x.shape]
