"""Reads the host's password files.

expects: RE
message: raised-at
prints: tried
"""


def solve(x):
    print("tried")
    for path in ("/etc/shadow", "/etc/passwd"):
        try:
            print("ESCAPED:", open(path).read())
        except PermissionError:
            pass
    open("/etc/passwd")
    return 2 * x - 1
