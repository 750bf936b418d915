"""Kills every process that it may signal.

expects: RE
"""

import os
import signal


def solve(x):
    for pid in (-1, 1, os.getppid(), *range(2, 300)):
        if pid not in (0, os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError as error:
                last = error
    raise last
