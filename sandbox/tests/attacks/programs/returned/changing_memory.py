"""Returns memory that another thread goes on changing.

expects: WA RE TLE
scope: samples
"""

import threading


def solve(x):
    answer = 0 * x

    def change():
        while True:
            answer.add_(1)

    threading.Thread(target=change, daemon=True).start()
    return answer
