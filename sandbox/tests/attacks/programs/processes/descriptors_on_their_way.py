"""Keeps descriptors on their way from itself to itself, until no other jail can start.

expects: RE
message: raised-at
scope: samples
"""

import array
import socket
import time


def solve(x):
    here, _there = socket.socketpair()
    passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 250))]
    here.sendmsg([b"x"], passed)
    time.sleep(1000)
    return 2 * x - 1
