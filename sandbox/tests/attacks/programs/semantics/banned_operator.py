"""Calls the operator behind what the exercise forbids.

expects: RV
message: rule-broken
"""

import torch


def solve(x):
    return torch.ops.aten.addcmul(-torch.ones_like(x), x, torch.full_like(x, 2))
