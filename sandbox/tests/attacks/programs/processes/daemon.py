"""Leaves a process behind that has cut all ties, and answers as if nothing were.

expects: WA
"""

import os
import time


def solve(x):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 64)
            while True:
                time.sleep(1000)
        os._exit(0)
    return x
