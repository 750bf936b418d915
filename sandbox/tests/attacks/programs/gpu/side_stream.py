"""Works on a stream of its own and returns before it is done: true time counts.

expects: TLE WA
needs: cuda
seconds: 10
scope: samples
"""

import torch


def solve(x):
    stream = torch.cuda.Stream()
    with torch.cuda.stream(stream):
        work = torch.ones(8192, 8192, device="cuda")
        for _ in range(100_000):
            work = work @ work
        return 2 * x - 1 + 0 * work.sum()
