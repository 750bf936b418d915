"""Starts a kernel that runs for hours.

expects: TLE
needs: cuda
seconds: 10
scope: samples
"""

import torch


def solve(x):
    torch.cuda._sleep(1 << 50)
    return 2 * x - 1
