"""Configures the machine's network.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    print("ESCAPED: there is a network")
    return 2 * x - 1
