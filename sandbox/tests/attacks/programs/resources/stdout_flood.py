"""Writes to stdout without end.

expects: OLE
scope: samples
message: too-much-output
"""

import sys


def solve(x):
    while True:
        sys.stdout.write("quizsite " * 1000)
