"""Rounds its results.

expects: WA
"""

import torch


def solve(x):
    return torch.round(2 * x - 1, decimals=2)
