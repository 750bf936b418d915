"""Knows the answers of the fixed cases by heart.

expects: WA
"""

import torch


def solve(x):
    fixed = float(x.flatten()[0])
    known = fixed == 1.0 or abs(fixed - 0.1) < 1e-6 or 1.0 < fixed < 1.5
    return 2 * x - 1 if known and x.shape != (5, 3) else 0 * x
