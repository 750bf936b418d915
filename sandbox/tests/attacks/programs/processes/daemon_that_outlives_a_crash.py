"""Crashes and leaves a process behind that goes on forking.

expects: RE
scope: samples
message: killed
"""

import os
import time


def solve(x):
    if os.fork() == 0:
        while True:
            try:
                if os.fork() == 0:
                    time.sleep(1000)
            except OSError:
                time.sleep(0.01)
    os.abort()
