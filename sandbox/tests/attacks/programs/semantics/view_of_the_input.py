"""Returns the input, changed in place.

expects: WA
message: changed-input
"""

import torch


def solve(x):
    return x.mul_(2).sub_(1)
