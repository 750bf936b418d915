"""Fails inside of a kernel, which spoils the context.

expects: RE
needs: cuda
seconds: 10
"""

import torch


def solve(x):
    table = torch.zeros(4, device="cuda")
    return table[torch.tensor([1 << 40], device="cuda")] + 2 * x - 1
