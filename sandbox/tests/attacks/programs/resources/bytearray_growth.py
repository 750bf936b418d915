"""Takes memory bit by bit until there is no more.

expects: MLE
seconds: 5
scope: samples
"""

HELD = []


def solve(x):
    while True:
        HELD.append(bytearray(b"x" * (1 << 20)))
