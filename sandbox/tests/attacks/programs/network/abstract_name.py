"""Takes a name that all processes of the machine share.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    one = socket.socket(socket.AF_UNIX)
    one.bind("\0quizsite-attack")
    one.listen()
    print("ESCAPED: there is a network")
    return 2 * x - 1
