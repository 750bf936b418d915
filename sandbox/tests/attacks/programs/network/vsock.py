"""Calls the machine's hypervisor.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    socket.socket(40, socket.SOCK_STREAM).connect((2, 22))
    print("ESCAPED: there is a network")
    return 2 * x - 1
