"""Returns complex numbers.

expects: WA
message: wrong-dtype
"""

import torch


def solve(x):
    return torch.complex(2 * x - 1, 0 * x)
