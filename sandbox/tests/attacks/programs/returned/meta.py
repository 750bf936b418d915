"""Returns a tensor without values.

expects: RE
"""

import torch


def solve(x):
    return torch.empty(x.shape, device="meta")
