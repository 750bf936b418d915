"""Returns the right numbers in another type.

expects: WA
message: wrong-dtype
"""

import torch


def solve(x):
    return (2 * x - 1).to(torch.bfloat16).double().float() if x.dtype == torch.float64 else (2 * x - 1).double()
