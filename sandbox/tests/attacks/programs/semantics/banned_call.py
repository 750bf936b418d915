"""Calls what the exercise forbids.

expects: RV
message: rule-call
"""

import torch


def solve(x):
    return torch.addcmul(-torch.ones_like(x), x, torch.full_like(x, 2))
