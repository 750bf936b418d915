"""Raises an exception whose text takes for ever.

expects: TLE
scope: samples
"""


class Raised(Exception):
    def __str__(self):
        while True:
            pass


def solve(x):
    raise Raised
