"""Returns a sparse tensor.

expects: RE
"""

import torch


def solve(x):
    return (2 * x - 1).to_sparse()
