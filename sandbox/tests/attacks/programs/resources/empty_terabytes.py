"""Asks for terabytes at once.

expects: MLE RE
seconds: 5
scope: samples
"""

import torch


def solve(x):
    return torch.empty(10**12)
