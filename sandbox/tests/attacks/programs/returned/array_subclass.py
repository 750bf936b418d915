"""Returns an array that decides itself what is done with it.

expects: RE
framework: numpy
"""

import numpy as np


class Liar(np.ndarray):
    def __array_function__(self, *args):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return True

    def __eq__(self, other):
        return True


def solve(x):
    return x.view(Liar)
