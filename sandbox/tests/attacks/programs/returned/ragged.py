"""Returns an array of objects of different lengths.

expects: RE
framework: numpy
"""

import numpy as np


def solve(x):
    ragged = np.empty(2, dtype=object)
    ragged[0], ragged[1] = [1.0], [1.0, 2.0]
    return ragged
