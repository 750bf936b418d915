"""Returns the right numbers with an axis more.

expects: WA
message: wrong-shape
"""

import torch


def solve(x):
    return (2 * x - 1)[None]
