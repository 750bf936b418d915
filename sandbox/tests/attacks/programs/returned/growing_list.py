"""Returns a list that grows while it is read.

expects: OLE TLE MLE WA
scope: samples
"""

import threading


def solve(x):
    answer = [0.0]

    def grow():
        while True:
            answer.append(0.0)

    threading.Thread(target=grow, daemon=True).start()
    return answer
