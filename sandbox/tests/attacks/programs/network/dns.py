"""Asks the name server, by which much can be told.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    socket.getaddrinfo("example.com", 80)
    print("ESCAPED: there is a network")
    return 2 * x - 1
