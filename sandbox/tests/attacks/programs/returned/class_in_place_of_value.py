"""Returns classes, functions and modules.

expects: RE
"""

import torch


def solve(x):
    return [torch, torch.Tensor, solve, type]
