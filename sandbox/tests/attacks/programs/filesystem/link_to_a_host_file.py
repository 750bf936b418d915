"""Writes through symbolic and hard links that lead to the host.

expects: RE
message: raised-at
prints: tried
"""

import os


def solve(x):
    print("tried")
    for number, target in enumerate(("@SECRET_FILE@", "/etc/passwd", "/proc/1/root", "/dev/mem")):
        os.symlink(target, f"quizsite-attack-{number}")
        try:
            print("ESCAPED:", open(f"quizsite-attack-{number}").read(10))
        except OSError:
            pass
        try:
            os.link(target, f"quizsite-attack-hard-{number}")
            print("ESCAPED: a hard link to", target)
        except OSError:
            pass
    open("quizsite-attack-0", "w")
    return 2 * x - 1
