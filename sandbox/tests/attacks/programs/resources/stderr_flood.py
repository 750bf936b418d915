"""Writes to stderr without end.

expects: OLE
scope: samples
message: too-much-output
"""

import sys


def solve(x):
    while True:
        sys.stderr.write("quizsite " * 1000)
