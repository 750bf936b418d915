"""Returns a list that is another one each time it is read.

expects: RE
"""

class Evil(list):
    __len__ = lambda self: -1
    __iter__ = lambda self: iter([2, 3])
    __getitem__ = lambda self, index: self


def solve(x):
    return Evil([x])
