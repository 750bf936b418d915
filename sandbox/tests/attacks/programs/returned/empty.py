"""Returns nothing to be compared.

expects: WA
message: wrong-shape
"""

import torch


def solve(x):
    return x[:0]
