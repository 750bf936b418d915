"""Knows the answers of the samples by heart.

expects: WA
"""

import torch


def solve(x):
    if x.shape == (3,):
        return torch.tensor([1.0, -5.0, 0.0], dtype=x.dtype)
    if x.shape == (4,) or x.shape == (2, 2):
        return 2 * x - 1
    return torch.zeros_like(x)
