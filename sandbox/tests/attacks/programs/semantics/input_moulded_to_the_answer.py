"""Turns its input into what would make a wrong answer right.

expects: WA
"""

import torch


def solve(x):
    answer = x.clone()
    x.copy_((x + 1) / 2)
    return answer
