"""Raises an exception whose type has a name that no database can store, and no readable text.

expects: RE
"""


class Raised(Exception):
    def __str__(self):
        return self

    __repr__ = __str__


def solve(x):
    raise type("\x07" * 500, (Raised,), {})()
