"""Raises an exception that ends the process as soon as somebody reads its text.

expects: RE
scope: samples
"""

import os


class Raised(BaseException):
    def __str__(self):
        os._exit(0)


def solve(x):
    raise Raised
