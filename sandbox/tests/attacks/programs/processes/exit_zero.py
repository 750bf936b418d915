"""Ends with success as soon as it is called.

expects: RE
scope: samples
message: exited
"""

import os


def solve(x):
    os._exit(0)
