"""Spends its time in one call of C that never gives Python's lock back.

expects: TLE
scope: samples
"""


def solve(x):
    return pow(3, (1 << 2_000_000) - 1, (1 << 4_000) - 1)
