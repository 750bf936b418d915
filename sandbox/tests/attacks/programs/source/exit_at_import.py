"""Ends with success before it is asked anything.

expects: RE
"""

import sys

sys.exit(0)


def solve(x):
    return 2 * x - 1
