"""Reads a file of the host that every user there may read.

expects: RE
message: raised-at
prints: tried
"""


def solve(x):
    print("tried")
    for way in ("", "/proc/self/root", "/proc/1/root", "/proc/self/cwd/../..", "/box/../.."):
        try:
            print("ESCAPED:", open(way + "@SECRET_FILE@").read())
        except OSError:
            pass
    open("@SECRET_FILE@")
    return 2 * x - 1
