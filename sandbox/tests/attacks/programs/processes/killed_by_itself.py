"""Kills itself, as the kernel does when memory runs out.

expects: RE
scope: samples
message: killed
"""

import os
import signal


def solve(x):
    os.kill(os.getpid(), signal.SIGKILL)
