"""Lets a child of its own burn the CPU time while it waits itself.

expects: TLE
scope: samples
"""

import os
import time


def solve(x):
    for _ in range(2):
        if os.fork() == 0:
            while True:
                pass
    time.sleep(1000)
