"""Opens a door to be called through.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    one = socket.create_server(("", 47123))
    one.listen()
    print("ESCAPED: there is a network")
    return 2 * x - 1
