"""Imports what the exercise does not allow.

expects: RV
message: rule-import
framework: numpy
"""

import os


def solve(x):
    return os.getcwd() and 2 * x - 1
