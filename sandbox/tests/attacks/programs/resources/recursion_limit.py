"""Lifts the limit on recursion and overflows the stack.

expects: RE TLE MLE
scope: samples
"""

import sys


def solve(x):
    sys.setrecursionlimit(10**9)

    def deeper():
        return [deeper() for _ in (1,)]

    return deeper()
