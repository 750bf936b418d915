"""Uses the kernel's encryption, a known way in.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    socket.socket(38, socket.SOCK_SEQPACKET)
    print("ESCAPED: there is a network")
    return 2 * x - 1
