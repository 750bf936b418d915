"""Never stops counting.

expects: TLE
message: timed-out
"""


def solve(x):
    while True:
        pass
