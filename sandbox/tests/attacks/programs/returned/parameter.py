"""Returns a parameter: graded by its values.

expects: AC
"""

import torch


def solve(x):
    return torch.nn.Parameter(2 * x - 1)
