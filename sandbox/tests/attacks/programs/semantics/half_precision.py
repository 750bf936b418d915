"""Computes in half precision to be faster.

expects: WA
"""

import torch


def solve(x):
    return (2 * x.half() - 1).to(x.dtype)
