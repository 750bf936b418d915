"""Returns whole numbers.

expects: WA
message: wrong-dtype
"""

import torch


def solve(x):
    return (2 * x - 1).long()
