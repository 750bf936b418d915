"""Writes to the output's descriptor itself, from a child of its own.

expects: OLE
scope: samples
message: too-much-output
"""

import os
import time


def solve(x):
    if os.fork() == 0:
        while True:
            os.write(1, b"x" * 65536)
    time.sleep(1000)
