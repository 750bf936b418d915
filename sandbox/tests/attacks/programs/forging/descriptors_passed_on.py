"""Passes descriptors to the judge beside its bytes, until the judge has no more of its own.

expects: RE
message: raised-at
"""

import array
import os
import socket


def solve(x):
    channel = socket.socket(fileno=os.dup(3))
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(20)]
    passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", held))]
    channel.sendmsg([b"quizsite"], passed, socket.MSG_DONTWAIT)
    print("ESCAPED")
    return 2 * x - 1
