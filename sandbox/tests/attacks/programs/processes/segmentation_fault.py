"""Reads at address 0.

expects: RE
scope: samples
message: killed
"""

import ctypes


def solve(x):
    ctypes.string_at(0)
