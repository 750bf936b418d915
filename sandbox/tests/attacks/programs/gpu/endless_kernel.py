"""Starts a kernel that runs for hours.

expects: TLE
needs: cuda
seconds: 10
scope: samples
"""

import torch


def solve(x):
    # Spelled so that the rules on forbidden calls do not see it.
    getattr(torch.cuda, "_sl" + "eep")(1 << 50)
    return 2 * x - 1
