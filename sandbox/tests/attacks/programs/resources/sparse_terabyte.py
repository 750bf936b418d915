"""Makes a file of a terabyte that takes no room.

expects: RE
scope: samples
message: raised-at
prints: File too large
"""

import os


def solve(x):
    file = os.open("quizsite-attack", os.O_CREAT | os.O_RDWR)
    try:
        os.truncate(file, 1 << 40)
    except OSError as error:
        print(error)
        raise
    return 2 * x - 1
