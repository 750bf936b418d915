"""Wants more arguments than there are.

expects: RE
message: raised
"""


def solve(x, y, z):
    return 2 * x - 1
