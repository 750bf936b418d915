"""Returns a quantised tensor.

expects: RE
"""

import torch


def solve(x):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.quantize_per_tensor((2 * x - 1).float(), 0.1, 0, torch.qint8)
