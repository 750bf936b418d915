"""Reads from and describes every descriptor that it was born with.

expects: RE
message: broken-protocol
prints: has [0-9]+
"""

import os
import socket
import stat


def solve(x):
    inherited = {}
    for number in range(64):
        try:
            inherited[number] = os.fstat(number).st_mode
        except OSError:
            pass
    for number, kind in inherited.items():
        if stat.S_ISREG(kind) or stat.S_ISDIR(kind) or stat.S_ISBLK(kind):
            print("ESCAPED: descriptor", number, "is a file or folder")
        if stat.S_ISSOCK(kind):
            one = socket.socket(fileno=os.dup(number))
            if one.getsockname() not in ("", b"") or one.getpeername() not in ("", b""):
                print("ESCAPED: socket", number, one)
            one.close()
    if len(inherited) > 4:
        print("ESCAPED: descriptors", inherited)
    print("has", len(inherited), flush=True)
    os.write(3, b"quizsite")
    return 2 * x - 1
