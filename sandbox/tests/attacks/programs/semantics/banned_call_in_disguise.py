"""Calls what the exercise forbids, by a name that no text shows.

expects: RV
message: rule-broken
"""

import torch


def solve(x):
    name = "".join(reversed("lumcdda"))
    return getattr(torch, name)(-torch.ones_like(x), x, torch.full_like(x, 2))
