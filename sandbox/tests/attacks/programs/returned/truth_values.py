"""Returns truth values, each of which equals one.

expects: WA
message: wrong-dtype
"""

import torch


def solve(x):
    return torch.ones_like(x).bool()
