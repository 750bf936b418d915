"""Puts the right answer in place when everything is over.

expects: WA
"""

import atexit
import weakref

HELD = []


def solve(x):
    answer = 0 * x
    HELD.append(answer)

    def correct():
        answer.copy_(2 * x - 1)
        print("ESCAPED: at exit")

    atexit.register(correct)
    weakref.finalize(answer, print, "late")
    return answer
