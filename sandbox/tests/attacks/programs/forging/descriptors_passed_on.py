"""Passes descriptors to the judge beside its bytes, until the judge has no more of its own.

expects: RE
message: broken-protocol
"""

import array
import os
import socket


def solve(x):
    channel = socket.socket(fileno=os.dup(3))
    for _ in range(30):
        held = [os.open("/dev/null", os.O_RDONLY) for _ in range(20)]
        passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", held))]
        try:
            channel.sendmsg([b"quizsite"], passed, socket.MSG_DONTWAIT)
        except OSError:
            break
        finally:
            for number in held:
                os.close(number)
    return 2 * x - 1
