"""Calls what the exercise forbids and hides the refusal.

expects: RV
message: rule-broken
"""

import torch


def solve(x):
    try:
        return getattr(torch, "add" + "cmul")(0 * x - 1, x, 0 * x + 2)
    except BaseException:
        return 2 * x - 1
