"""Returns infinities, whose distance from each other is no number.

expects: WA
"""

import torch


def solve(x):
    return x * float("inf")
