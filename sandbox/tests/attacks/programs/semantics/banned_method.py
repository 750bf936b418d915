"""Calls what the exercise forbids, as a method.

expects: RV
message: rule-broken
"""

import torch


def solve(x):
    return (-torch.ones_like(x)).addcmul(x, torch.full_like(x, 2))
