"""Spreads its memory over four children, each within the limit.

expects: MLE
seconds: 5
scope: samples
"""

import os
import time


def solve(x):
    for _ in range(4):
        if os.fork() == 0:
            held = bytearray(os.urandom(1 << 20)) * 110
            time.sleep(1000)
    time.sleep(1000)
