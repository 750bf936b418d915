"""Returns a nested tensor.

expects: RE
"""

import torch


def solve(x):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.nested.nested_tensor([2 * x.flatten() - 1, x.flatten()[:1]])
