"""Makes a pipe with a name, on which a reader would wait for ever.

expects: RE
message: raised-at
"""

import os


def solve(x):
    os.mkfifo("quizsite-attack")
    print("ESCAPED: a pipe")
    return 2 * x - 1
