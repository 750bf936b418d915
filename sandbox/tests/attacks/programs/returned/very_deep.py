"""Returns lists in lists in lists.

expects: RE
"""

import torch


def solve(x):
    answer = [2 * x - 1]
    for _ in range(100_000):
        answer = [answer]
    return answer
