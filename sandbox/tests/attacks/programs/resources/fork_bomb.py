"""Forks until the machine stands still.

expects: RE TLE
scope: samples
seconds: 1
"""

import os


def solve(x):
    while True:
        os.fork()
