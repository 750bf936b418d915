"""Listens to all packets of the machine.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)
    except OSError:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
    print("ESCAPED: there is a network")
    return 2 * x - 1
