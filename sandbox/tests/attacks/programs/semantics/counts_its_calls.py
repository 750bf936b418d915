"""Is right as long as it believes to be tried, and wrong afterwards.

expects: WA
"""

CALLS = []


def solve(x):
    CALLS.append(1)
    return 2 * x - 1 if len(CALLS) < 3 else x
