"""Never finishes being imported.

expects: TLE
message: timed-out
"""

while True:
    pass


def solve(x):
    return 2 * x - 1
