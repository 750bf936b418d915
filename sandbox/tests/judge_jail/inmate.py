"""What the tests' jails run in place of the contestant: it executes the source it is sent.

Each frame carries Python text; the answer carries whatever that text assigned to `answer`, or
the exception it raised.
"""

import socket
from typing import Any

from sandbox.judge.wire import ChannelClosed, read_frame, send_frame


def serve(channel: socket.socket) -> None:
    """Run what comes until the other side closes."""
    names: dict[str, Any] = {"channel": channel}
    while True:
        try:
            frame = read_frame(channel)
        except ChannelClosed:
            return
        try:
            exec(frame.header["source"], names)  # noqa: S102 - the jail is what is tested
            answer, error = names.get("answer"), None
        except Exception as raised:
            answer, error = None, f"{type(raised).__name__}: {raised}"
        send_frame(channel, {"type": "answer", "answer": answer, "error": error})
