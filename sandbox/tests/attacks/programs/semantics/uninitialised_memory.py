"""Returns whatever lies in fresh memory, hoping for an answer.

expects: WA
"""

import torch


def solve(x):
    for _ in range(20):
        torch.empty_like(x).copy_(torch.full_like(x, 7.0))
    return torch.empty_like(x)
