"""Returns an integer of millions of digits.

expects: RE
"""

import torch


def solve(x):
    return 1 << (1 << 24)
