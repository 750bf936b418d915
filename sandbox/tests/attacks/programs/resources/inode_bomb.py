"""Makes empty files until there are no more inodes.

expects: RE
scope: samples
message: raised-at
prints: No space left
"""


def solve(x):
    try:
        for number in range(5000):
            open(f"quizsite-attack-{number}", "w").close()
    except OSError as error:
        print(error)
        raise
    return 2 * x - 1
