"""Returns a view with steps and a reversed copy: graded by its values.

expects: AC
"""

import torch


def solve(x):
    wide = torch.stack([2 * x - 1, x], dim=-1)
    return wide[..., 0]
