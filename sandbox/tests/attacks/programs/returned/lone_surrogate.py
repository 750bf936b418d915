"""Returns a text that no encoding can hold.

expects: RE WA
"""

import torch


def solve(x):
    return "\ud800"
