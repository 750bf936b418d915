"""Returns terabytes that are one number.

expects: OLE
message: too-much-output
"""

import torch


def solve(x):
    return torch.zeros(1, dtype=x.dtype).expand(10**12)
