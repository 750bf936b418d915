"""Waits without using any CPU time.

expects: TLE
scope: samples
message: timed-out-by-clock
"""

import time


def solve(x):
    while True:
        time.sleep(1000)
