"""Works in the memory of its input and returns something else.

expects: WA
message: changed-input
"""

import torch


def solve(x):
    x.mul_(2).sub_(1)
    return x.clone()
