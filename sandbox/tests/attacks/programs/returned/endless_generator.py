"""Returns a generator that never ends.

expects: RE TLE
"""

import torch


def solve(x):
    return iter(lambda: x, None)
