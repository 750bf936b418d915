"""Leaves a process behind that no signal ends, holding every descriptor open.

expects: WA
"""

import os
import signal
import time


def solve(x):
    if os.fork() == 0:
        os.setsid()
        for number in signal.valid_signals():
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            time.sleep(1000)
    return x
