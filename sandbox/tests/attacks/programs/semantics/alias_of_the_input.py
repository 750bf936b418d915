"""Returns the input itself: graded by its values.

expects: WA
message: wrong-values
"""

import torch


def solve(x):
    return x
