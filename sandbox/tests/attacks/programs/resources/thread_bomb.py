"""Starts threads until the machine stands still.

expects: RE
scope: samples
"""

import threading
import time


def solve(x):
    for _ in range(5000):
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    return 2 * x - 1
