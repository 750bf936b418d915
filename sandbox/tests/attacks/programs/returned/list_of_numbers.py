"""Returns a list in place of a tensor.

expects: WA
message: wrong-type
"""

import torch


def solve(x):
    return (2 * x - 1).tolist()
