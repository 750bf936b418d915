"""Makes itself more important than anything else on the machine.

expects: RE
scope: samples
"""

import os


def solve(x):
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))
    except OSError:
        os.nice(-20)
    print("ESCAPED: a higher priority")
    return 2 * x - 1
