"""Returns terabytes that are one number.

expects: OLE
message: too-much-output
framework: numpy
"""

import numpy as np


def solve(x):
    return np.broadcast_to(np.zeros(1), (10**12,))
