"""Returns NaNs that make the processor complain when they are converted.

expects: WA
"""

import torch


def solve(x):
    bits = torch.int32 if x.dtype == torch.float32 else torch.int64
    signalling = 0x7FA00000 if bits == torch.int32 else 0x7FF4000000000000
    return torch.full(x.shape, signalling, dtype=bits).view(x.dtype)
