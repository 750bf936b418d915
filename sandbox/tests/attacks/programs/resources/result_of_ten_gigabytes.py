"""Returns the same array two hundred times: 10 GB to be sent.

expects: OLE
scope: samples
message: too-much-output
"""

import torch

PART = torch.zeros(50 << 20, dtype=torch.uint8)


def solve(x):
    return [PART] * 200
