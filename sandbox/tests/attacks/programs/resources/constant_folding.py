"""Has the compiler compute constants that fill the memory.

expects: CE MLE TLE RE
scope: samples
"""

A = ((("quizsite" * 500,) * 100,) * 100,) * 100
B = 2 ** ((1 << 40) * 3 ** 30)


def solve(x):
    return 2 * x - 1
