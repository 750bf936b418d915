"""Never finishes being imported.

expects: TLE
"""

while True:
    pass


def solve(x):
    return 2 * x - 1
