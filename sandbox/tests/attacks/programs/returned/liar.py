"""Returns an object that equals everything and turns into whatever is wanted.

expects: RE
"""

class Liar:
    dtype = shape = ndim = property(lambda self: self)

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        raise SystemExit(0)

    def __float__(self):
        return 1.0

    __index__ = __len__ = lambda self: 3

    def __iter__(self):
        return iter([1.0, -5.0, 0.0])

    __class__ = property(lambda self: __import__("torch").Tensor)


def solve(x):
    return Liar()
