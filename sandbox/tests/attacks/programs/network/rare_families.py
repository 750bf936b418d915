"""Opens sockets of every family that the kernel may know.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    last = None
    for family in range(1, 60):
        for kind in (1, 2, 3, 5):
            try:
                socket.socket(family, kind)
                print("ESCAPED: family", family)
            except OSError as error:
                last = error
    raise last
    print("ESCAPED: there is a network")
    return 2 * x - 1
