"""Calls out over TCP.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    socket.create_connection(("1.1.1.1", 80), timeout=1)
    print("ESCAPED: there is a network")
    return 2 * x - 1
