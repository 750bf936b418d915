"""Returns a view that reaches beyond its own memory.

expects: WA RE
framework: numpy
"""

import numpy as np


def solve(x):
    return np.lib.stride_tricks.as_strided(x, (1 << 20,), (8,))
