"""Takes all memory of the GPU.

expects: MLE RE
needs: cuda
seconds: 10
"""

import torch


def solve(x):
    held = []
    while True:
        held.append(torch.ones(1 << 28, device="cuda"))
