"""Raises an exception whose text no database can store.

expects: RE
message: raised-at
"""


def solve(x):
    raise ValueError("\ud800 \x00 \udfff")
