"""Returns a value whose class raises when it is asked for.

expects: RE
"""

class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    __instancecheck__ = __subclasscheck__ = lambda *args: True
    mro = lambda cls: [cls, object]


class Evil(metaclass=Meta):
    __class__ = property(lambda self: 1 / 0)
    __getattribute__ = lambda self, name: 1 / 0


def solve(x):
    return Evil()
