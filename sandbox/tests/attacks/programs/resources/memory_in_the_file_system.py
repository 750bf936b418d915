"""Keeps data in files of memory that no process owns.

expects: RE MLE
seconds: 5
scope: samples
"""


def solve(x):
    for folder in ("/box/work", "/dev/shm", "/tmp"):
        for number in range(300):
            with open(f"{folder}/quizsite-attack-{number}", "wb") as file:
                file.write(b"x" * (1 << 20))
    print("ESCAPED: 900 MB of files")
    return 2 * x - 1
