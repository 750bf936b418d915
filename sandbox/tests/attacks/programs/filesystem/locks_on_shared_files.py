"""Locks files that all jails and the host share: whoever waits for them waits for ever.

expects: RE
message: raised-at
"""

import fcntl
import os

import torch

HELD = []


def solve(x):
    for path in (os.__file__, torch.__file__, "/etc/ld.so.cache"):
        HELD.append(open(path))
        fcntl.flock(HELD[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
        print("ESCAPED: locked", path)
    return 2 * x - 1
