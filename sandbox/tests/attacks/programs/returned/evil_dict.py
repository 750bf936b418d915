"""Returns a dict that lies about its length and entries.

expects: RE
"""

class Evil(dict):
    __len__ = lambda self: 2**62
    items = keys = values = __iter__ = lambda self: iter(int, 1)


def solve(x):
    return Evil(x=x)
