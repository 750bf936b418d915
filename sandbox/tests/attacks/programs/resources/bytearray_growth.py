"""Takes memory bit by bit until there is no more.

expects: MLE
scope: samples
"""

HELD = []


def solve(x):
    while True:
        HELD.append(bytearray(b"x" * (1 << 20)))
