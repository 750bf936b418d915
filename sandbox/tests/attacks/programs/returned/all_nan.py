"""Returns NaN, which no careless comparison finds wrong.

expects: WA
message: wrong-values
"""

import torch


def solve(x):
    return x * float("nan")
