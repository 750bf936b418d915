"""Never stops counting.

expects: TLE
"""


def solve(x):
    while True:
        pass
