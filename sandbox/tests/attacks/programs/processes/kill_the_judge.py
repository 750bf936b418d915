"""Kills the judge by its number on the host.

expects: RE
message: raised-at
"""

import os
import signal


def solve(x):
    os.kill(int("@SERVER_PID@"), signal.SIGKILL)
    print("ESCAPED: a process of the host has that number")
    return 2 * x - 1
