"""Stops the first process of its jail, so that nobody notices its end.

expects: RE
"""

import os
import signal


def solve(x):
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGCHLD):
        os.kill(os.getppid(), number)
    os._exit(0)
