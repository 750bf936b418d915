"""Opens files until the kernel has no more descriptors.

expects: RE
scope: samples
prints: Too many open files
"""

import os

HELD = []


def solve(x):
    try:
        for _ in range(100_000):
            HELD.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        print(error)
        os.close(HELD.pop())
        raise
    return 2 * x - 1
