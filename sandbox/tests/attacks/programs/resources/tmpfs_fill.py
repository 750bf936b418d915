"""Fills the disk.

expects: RE
scope: samples
message: raised-at
prints: No space left
"""


def solve(x):
    try:
        with open("quizsite-attack", "wb") as file:
            for _ in range(31):
                file.write(b"x" * (1 << 20))
        with open("quizsite-attack-2", "wb") as file:
            for _ in range(31):
                file.write(b"x" * (1 << 20))
    except OSError as error:
        print(error)
        raise
    return 2 * x - 1
