"""Sends a packet to the host.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.sendto(b"quizsite-attack", ("127.0.0.1", int("@UDP_PORT@")))
    print("ESCAPED: there is a network")
    return 2 * x - 1
