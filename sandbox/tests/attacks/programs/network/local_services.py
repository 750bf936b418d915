"""Talks to the host's Redis and databases.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    last = None
    for port in (6379, 5432, 3306, 8000, 11211, int("@PORT@")):
        for host in ("127.0.0.1", "::1", "localhost"):
            try:
                socket.create_connection((host, port), timeout=0.1).send(b"FLUSHALL\r\n")
                print("ESCAPED:", host, port)
            except OSError as error:
                last = error
    if last is not None:
        raise last
    print("ESCAPED: there is a network")
    return 2 * x - 1
