"""Returns a shape that broadcasts to the right one.

expects: WA
message: wrong-shape
"""

import torch


def solve(x):
    return (2 * x - 1)[:1]
