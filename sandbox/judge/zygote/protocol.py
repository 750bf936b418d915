"""Messages among client, dispatcher, fork server and jails: one JSON object a packet.

All of them are SOCK_SEQPACKET Unix sockets between processes of the project; descriptors
travel beside a message. The jailed program itself speaks on another socket (sandbox.judge.wire).
"""

import array
import json
import os
import socket
from collections.abc import Iterable
from typing import Any

MAX_MESSAGE = 1 << 16
_MAX_DESCRIPTORS = 8

Message = dict[str, Any]


class ProtocolError(Exception):
    """A packet is no message of this protocol."""


def send(sock: socket.socket, message: Message, descriptors: Iterable[int] = ()) -> None:
    """Send one message with copies of `descriptors`; raise OSError where the peer is gone."""
    packet = json.dumps(message, separators=(",", ":")).encode()
    if len(packet) > MAX_MESSAGE:
        raise ProtocolError("the message is too long")
    numbers = array.array("i", descriptors)
    beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)] if numbers else []
    sock.sendmsg([packet], beside, socket.MSG_NOSIGNAL)


def receive(sock: socket.socket) -> tuple[Message, list[int]] | None:
    """Return the next message and its descriptors, None when the peer has closed.

    Raises ProtocolError for a packet that is no message, OSError as recvmsg does.
    """
    space = socket.CMSG_SPACE(_MAX_DESCRIPTORS * array.array("i").itemsize)
    packet, beside, flags, _ = sock.recvmsg(MAX_MESSAGE, space, socket.MSG_CMSG_CLOEXEC)
    descriptors = _descriptors(beside)
    if not packet:
        close_all(descriptors)
        return None
    try:
        message = json.loads(packet)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict) or flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
        close_all(descriptors)
        raise ProtocolError("a packet is no message")
    return message, descriptors


def close_all(descriptors: Iterable[int]) -> None:
    """Close each of `descriptors`."""
    for descriptor in descriptors:
        os.close(descriptor)


def _descriptors(beside: list[tuple[int, int, bytes]]) -> list[int]:
    found = array.array("i")
    for level, kind, data in beside:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return found.tolist()
