"""Asks the zygote itself for leases.

expects: RE
message: raised-at
"""

import socket


def solve(x):
    last = None
    for path in ("@SOCKET@", "/proc/1/root@SOCKET@", "/run/docker.sock", "/run/dbus/system_bus_socket"):
        for kind in (socket.SOCK_SEQPACKET, socket.SOCK_STREAM, socket.SOCK_DGRAM):
            try:
                socket.socket(socket.AF_UNIX, kind).connect(path)
                print("ESCAPED:", path)
            except OSError as error:
                last = error
    raise last
    print("ESCAPED: there is a network")
    return 2 * x - 1
