"""Returns an array of records, of dates and of texts in turn.

expects: RE
framework: numpy
"""

import numpy as np

CALLS = [2, 1]


def solve(x):
    kinds = [np.dtype([("a", "f8")]), np.dtype("datetime64[s]"), np.dtype("U8"), np.dtype("f8").newbyteorder()]
    return np.zeros(x.shape, kinds[CALLS.pop() if CALLS else 0])
