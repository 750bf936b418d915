"""One leased child: sending, receiving within limits, its output, its usage, its end."""

import os
import select
import socket
import time
from contextlib import suppress
from types import TracebackType
from typing import NoReturn, Protocol, Self

from sandbox.judge.lease_terms import (
    ChildDied,
    ChildFlooded,
    ChildOutOfMemory,
    ChildOutOfTime,
    Limits,
    Usage,
)
from sandbox.judge.wire import Frame, FrameReader
from sandbox.judge.zygote import protocol

_KEPT = 32 << 10
_CHUNK = 1 << 16
_NO_PAYLOAD_CAP = 1 << 62  # the cap is checked here, so that it ends in ChildFlooded
_ANSWER_S = 5.0
_END_S = 15.0
# How long before the CPU limit can be reached the clock is read again; a jail has few cores.
_CORES = max(1, min(4, os.cpu_count() or 1))
_SHORTEST_WAIT_S = 0.005
_MOST_UNASKED_S = 0.1


class Sendable(Protocol):
    """A message of sandbox.judge.messages."""

    def to_frame(self) -> Frame:
        """Return the frame that carries it."""


class Lease:
    """A jailed child. Use as a context manager, or `close` it; both kill the jail.

    served_by: the server's process id, which tells one start of it from the next. confinement:
    how the child is held, as `ZygoteStatus` has it.
    """

    def __init__(
        self,
        connection: socket.socket,
        descriptors: list[int],
        limits: Limits,
        *,
        served_by: int = 0,
        confinement: str = "",
    ) -> None:
        channel, self._pipe = descriptors
        self.served_by = served_by
        self.confinement = confinement
        self._connection = connection
        self._channel = socket.socket(fileno=channel)
        self._channel.setblocking(False)  # noqa: FBT003 - the standard library's signature
        os.set_blocking(self._pipe, False)
        self._limits = limits
        self._reader = FrameReader(max_payload=_NO_PAYLOAD_CAP)
        self._head = bytearray()
        self._tail = bytearray()
        self._written = 0
        self._ended: protocol.Message | None = None
        self._usage: protocol.Message = {"wall_s": 0.0, "cpu_s": 0.0, "memory_peak": 0}
        self._began = time.monotonic()
        self._cpu_at_send = 0.0
        self._unasked = 0.0
        self._wall_at_send = self._began
        self._killed = False
        self._closed = False

    @property
    def output(self) -> bytes:
        """What the child wrote to stdout and stderr: the first and the last 32 KiB of it."""
        return bytes(self._head + self._tail)

    @property
    def output_bytes(self) -> int:
        """How much the child wrote in all."""
        return self._written

    def send(self, message: bytes | Frame | Sendable, *, wall_s: float | None = None) -> None:
        """Send one frame; the clocks of the next `receive` start here.

        Raises LeaseEnded (ChildOutOfTime where the child does not read) and WireError for what
        cannot be sent.
        """
        frame = message if isinstance(message, (bytes, Frame)) else message.to_frame()
        data = memoryview(frame if isinstance(frame, bytes) else frame.pack())
        self._wall_at_send = time.monotonic()
        deadline = self._wall_at_send + (self._limits.wall_s if wall_s is None else wall_s)
        while data:
            try:
                data = data[self._channel.send(data) :]
            except BlockingIOError:
                self._wait(deadline, None, writing=True)
            except OSError:
                self._raise_end()

    def receive(self, *, wall_s: float, cpu_s: float) -> Frame:
        """Return the next frame, which must come within `wall_s` and `cpu_s` of the last `send`.

        Raises ChildOutOfTime, ChildOutOfMemory, ChildFlooded, ChildDied, or WireError where what
        the child sent is no frame. After any of these the child is dead.
        """
        deadline = min(self._wall_at_send + wall_s, self._began + self._limits.wall_s)
        cpu_limit = min(self._cpu_at_send + cpu_s, self._limits.cpu_s)
        try:
            frame = self._read_frame(deadline, cpu_limit)
        except BaseException:
            self._kill()
            raise
        self._note_time(time.monotonic() - self._wall_at_send)
        return frame

    def usage(self) -> Usage:
        """Return what the lease has used until now, or had used at its end."""
        if not self._killed and self._ended is None:
            self._request({"op": "usage"}, "usage")
        return self.last_usage

    @property
    def last_usage(self) -> Usage:
        """What the lease had used when the server last told; asks nobody."""
        used = self._usage
        return Usage(used["wall_s"], used["cpu_s"], used["memory_peak"])

    def close(self) -> None:
        """Kill the jail; return when it is gone. Does nothing the second time."""
        self._kill()
        if self._closed:
            return
        self._closed = True
        self._drain()
        os.close(self._pipe)
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _note_time(self, elapsed: float) -> None:
        """Restart the clocks. Asking the server what was used takes longer than an easy call.

        So short calls count as if they had used all cores, which lets the next one run that much
        longer; the true time is asked as soon as that could matter.
        """
        self._wall_at_send += elapsed
        self._unasked += elapsed * _CORES
        if self._unasked < _MOST_UNASKED_S:
            self._cpu_at_send += elapsed * _CORES
        else:
            self._unasked, self._cpu_at_send = 0.0, self.usage().cpu_s

    def _read_frame(self, deadline: float, cpu_limit: float) -> Frame:
        while True:
            ended = self._ended is not None
            frame = self._take_available()
            if frame is not None:
                self._drain()
                return frame
            if ended:
                # Another process of the jail may hold the channel open: it speaks for nobody.
                self._raise_end()
            self._wait(deadline, cpu_limit)

    def _take_available(self) -> Frame | None:
        while True:
            frame = self._reader.pop()
            if frame is not None:
                return frame
            if self._reader.wanted > self._limits.result_bytes:
                raise ChildFlooded("result")
            try:
                data = self._channel.recv(max(_CHUNK, min(self._reader.wanted, 1 << 20)))
            except BlockingIOError:
                return None
            except OSError:
                data = b""
            if not data:
                self._raise_end()
            self._reader.push(data)

    def _wait(self, deadline: float, cpu_limit: float | None, *, writing: bool = False) -> None:
        """Wait for something to happen, not beyond the limits."""
        now = time.monotonic()
        if now >= deadline:
            raise ChildOutOfTime("wall")
        pause = deadline - now
        if cpu_limit is not None:
            left = cpu_limit - self._cpu_at_send
            spent = now - self._wall_at_send
            if spent * _CORES >= left:
                left = cpu_limit - self.usage().cpu_s
                if left <= 0:
                    raise ChildOutOfTime("cpu")
                spent = 0.0
            pause = min(pause, max(_SHORTEST_WAIT_S, left / _CORES - spent))
        readers: list[int | socket.socket] = [
            self._pipe,
            self._connection,
            *([] if writing else [self._channel]),
        ]
        ready, _, _ = select.select(readers, [self._channel] if writing else [], [], pause)
        if self._pipe in ready:
            self._drain()
        if self._connection in ready:
            self._hear(_ANSWER_S)
            if self._ended is not None and self._ended["how"] != "exit":
                self._raise_end()

    def _drain(self) -> None:
        """Take what the output pipe holds; keep its beginning and its end."""
        while True:
            try:
                data = os.read(self._pipe, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                return
            self._written += len(data)
            room = _KEPT - len(self._head)
            self._head += data[:room]
            self._tail = (self._tail + data[room:])[-_KEPT:] if len(data) > room else self._tail
            if self._written > self._limits.output_bytes and not self._killed:
                raise ChildFlooded("output")

    def _request(self, message: protocol.Message, awaited: str) -> None:
        with suppress(OSError):  # the server is gone, or has ended the lease: it says which
            protocol.send(self._connection, message)
        deadline = time.monotonic() + _ANSWER_S
        while self._ended is None and not self._killed:
            if awaited in self._hear(max(0.001, deadline - time.monotonic())):
                return

    def _hear(self, wait_s: float) -> protocol.Message:
        """Take one message of the server; note the lease's end where it is one."""
        self._connection.settimeout(wait_s)
        try:
            received = protocol.receive(self._connection)
        except TimeoutError:
            received = None
        except (OSError, protocol.ProtocolError):
            received = None
        if received is None:
            self._ended = self._ended or {"how": "exit", "code": -9}
            return {}
        message, descriptors = received
        protocol.close_all(descriptors)
        self._usage = message.get("usage") or self._usage
        self._ended = message.get("ended") or self._ended
        return message

    def _raise_end(self) -> NoReturn:
        """Raise the exception for the child's end, once the server has told how it ended."""
        deadline = time.monotonic() + _ANSWER_S
        while self._ended is None and time.monotonic() < deadline:
            self._hear(_ANSWER_S)
        ended = self._ended or {"how": "exit", "code": -9}
        if self._usage.get("out_of_memory") or ended["how"] == "memory":
            raise ChildOutOfMemory("out of memory")
        if ended["how"] in {"cpu", "wall"}:
            raise ChildOutOfTime(ended["how"])
        raise ChildDied(ended["code"])

    def _kill(self) -> None:
        """Have the server kill the jail, and wait until it says that it is gone."""
        if self._killed:
            return
        self._killed = True
        self._connection.settimeout(_END_S)
        # Should the server be gone, so is the jail.
        with suppress(OSError, protocol.ProtocolError):
            protocol.send(self._connection, {"op": "close"})
            while (received := protocol.receive(self._connection)) is not None:
                self._usage = received[0].get("usage") or self._usage
        self._connection.close()
