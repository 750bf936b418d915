"""Aborts.

expects: RE
scope: samples
message: killed
"""

import os


def solve(x):
    os.abort()
