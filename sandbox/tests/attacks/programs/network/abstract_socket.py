"""Calls a socket that has no path, but a name for the whole machine.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    one = socket.socket(socket.AF_UNIX)
    one.connect("\0@ABSTRACT@")
    print("ESCAPED: there is a network")
    return 2 * x - 1
