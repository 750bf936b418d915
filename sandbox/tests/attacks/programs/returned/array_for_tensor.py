"""Returns an array of the other framework.

expects: WA
message: wrong-type
"""

import torch


def solve(x):
    return (2 * x - 1).numpy()
