"""Enters a mode that answers for torch and never leaves it.

expects: WA RE
"""

import torch
from torch.overrides import TorchFunctionMode


class Mode(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return True


def solve(x):
    Mode().__enter__()
    return torch.zeros_like(x)
