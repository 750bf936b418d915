"""Seeds all generators in every case; the others do not feel it.

expects: AC
"""

import random

import numpy as np
import torch

SEEN = []


def solve(x):
    drawn = (float(torch.rand(())), random.random(), float(np.random.rand()))
    if drawn in SEEN:
        return 0 * x
    SEEN.append(drawn)
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)
    return 2 * x - 1
