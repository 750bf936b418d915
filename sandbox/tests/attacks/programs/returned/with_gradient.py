"""Returns a tensor that still carries its history: graded by its values.

expects: AC
"""

import torch


def solve(x):
    return 2 * x.clone().requires_grad_() - 1
