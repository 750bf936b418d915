"""Corrects its answer after it was given.

expects: WA
"""

import threading
import time


def solve(x):
    answer = 0 * x

    def correct():
        time.sleep(0.5)
        answer.copy_(2 * x - 1)

    threading.Thread(target=correct, daemon=True).start()
    return answer
