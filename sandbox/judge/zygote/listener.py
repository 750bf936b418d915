"""A Unix socket that only its owner can reach."""

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PRIVATE_FOLDER, _PRIVATE_SOCKET = 0o700, 0o600
_BACKLOG = 128


class SocketTaken(Exception):
    """Another server answers on this socket, or its folder is not private."""


def listen(path: Path) -> socket.socket:
    """Return a listening socket at `path`, in a folder that is made private where missing."""
    path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    found = path.parent.stat()
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise SocketTaken(f"{path.parent} must belong to this user alone (chmod 700)")
    with suppress(OSError):
        connect(path).close()
        raise SocketTaken(f"another zygote answers on {path}")
    path.unlink(missing_ok=True)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with _short(path) as name:
        sock.bind(name)
    path.chmod(_PRIVATE_SOCKET)
    sock.listen(_BACKLOG)
    sock.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return sock


def connect(path: Path) -> socket.socket:
    """Return a socket connected to the server at `path`; raise OSError where none answers."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        with _short(path) as name:
            sock.connect(name)
    except OSError:
        sock.close()
        raise
    return sock


def peer_user(sock: socket.socket) -> int:
    """Return the user id of the process at the other end."""
    record = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("iII"))
    _, user, _ = struct.unpack("iII", record)
    return int(user)


@contextmanager
def _short(path: Path) -> Iterator[str]:
    # A socket's address holds 107 bytes at most, a path 4095.
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
