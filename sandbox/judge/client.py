"""The judge's side of the jail: leases children from a zygote and speaks to them.

Neither Django nor torch is needed here. `Zygote` finds or starts a server; `Lease` is one jailed
child, which ends with it. Whatever a child does, `Lease.receive` ends in time: with a frame, or
with an exception that says why there is none.
"""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from sandbox.judge.lease import Lease
from sandbox.judge.lease_terms import (
    ChildDied,
    ChildFlooded,
    ChildOutOfMemory,
    ChildOutOfTime,
    LeaseEnded,
    Limits,
    Usage,
)
from sandbox.judge.zygote import listener, protocol

__all__ = [
    "ChildDied",
    "ChildFlooded",
    "ChildOutOfMemory",
    "ChildOutOfTime",
    "Fact",
    "JudgeUnavailable",
    "Lease",
    "LeaseEnded",
    "Limits",
    "Usage",
    "Zygote",
    "ZygoteStatus",
]

SERVER = Path(__file__).parent / "zygote" / "__main__.py"
_START_S = 120.0
_STATUS_S = 10.0
_END_S = 10.0


class JudgeUnavailable(Exception):
    """Nothing can be judged here: `reason` says what is missing, `remedy` what to do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} ({remedy})")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Fact:
    """One property of the confinement: whether it holds, else why not and what would help."""

    name: str
    holds: bool
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ZygoteStatus:
    """How a zygote is doing. cuda: whether it can lease children with a GPU (None: unknown)."""

    confinement: str
    facts: tuple[Fact, ...]
    pool: int
    idle: int
    leased: int
    served: int
    pid: int
    torch_version: str | None
    cuda: bool | None
    uptime_s: float


class Zygote:
    """A running zygote server; a context manager, which ends a server that it has started."""

    def __init__(self, socket_path: Path, server: "_Server | None" = None) -> None:
        self._path = socket_path
        self._server = server

    @classmethod
    def connect(cls, socket_path: Path) -> Self:
        """Use the server at `socket_path`; raise JudgeUnavailable when nobody answers."""
        zygote = cls(socket_path)
        zygote._open().close()
        return zygote

    @classmethod
    def start(
        cls,
        folder: Path,
        *,
        pool: int = 2,
        unconfined: bool = False,
        log: IO[str] | int = subprocess.DEVNULL,
        serve: str | None = None,
    ) -> Self:
        """Start a private server below `folder` and wait until it is ready.

        `log` takes its lines; `serve` ("module:function") replaces the contestant's loop. The
        server ends with `close`, or with this process. Raises JudgeUnavailable.
        """
        server = _Server(folder, pool=pool, unconfined=unconfined, log=log, serve=serve)
        try:
            server.wait_until_ready()
        except BaseException:
            server.close()
            raise
        return cls(server.socket_path, server)

    @property
    def socket_path(self) -> Path:
        """Where the server listens."""
        return self._path

    def lease(self, limits: Limits, *, device: str = "cpu", deadline_s: float = 30) -> Lease:
        """Return a fresh child, waiting for one up to `deadline_s`; raise JudgeUnavailable."""
        request = {
            "op": "lease",
            "device": device,
            "wall_s": limits.wall_s,
            "cpu_s": limits.cpu_s,
            "memory_mb": limits.memory_mb,
        }
        connection = self._open()
        try:
            answer, descriptors = self._ask(connection, request, deadline_s)
        except BaseException:
            connection.close()
            raise
        return Lease(
            connection,
            descriptors,
            limits,
            served_by=answer["pid"],
            confinement=answer["confinement"],
        )

    def status(self) -> ZygoteStatus:
        """Return how the server is doing; raise JudgeUnavailable when nobody answers."""
        with self._open() as connection:
            answer, _ = self._ask(connection, {"op": "status"}, _STATUS_S)
        status = answer["status"]
        return ZygoteStatus(
            confinement=status["confinement"],
            facts=tuple(Fact(**fact) for fact in status["facts"]),
            pool=status["pool"],
            idle=status["idle"],
            leased=status["leased"],
            served=status["served"],
            pid=status["pid"],
            torch_version=status["torch"],
            cuda=status["cuda"],
            uptime_s=status["uptime_s"],
        )

    def close(self) -> None:
        """End the server if this object started it; otherwise do nothing."""
        if self._server is not None:
            self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> socket.socket:
        try:
            return listener.connect(self._path)
        except OSError as error:
            raise JudgeUnavailable(
                f"no zygote answers on {self._path}: {error.strerror or error}",
                "start it: manage.py up, or the zygote's own service",
            ) from error

    def _ask(
        self, connection: socket.socket, request: protocol.Message, wait_s: float
    ) -> tuple[protocol.Message, list[int]]:
        connection.settimeout(wait_s)
        try:
            protocol.send(connection, request)
            received = protocol.receive(connection)
        except TimeoutError:
            raise JudgeUnavailable(
                f"the zygote gave no answer in {wait_s:g} s", "try again when fewer are judged"
            ) from None
        except OSError:
            received = None
        if received is None:
            raise JudgeUnavailable("the zygote has ended", "start it again")
        message, descriptors = received
        if "unavailable" in message:
            raise JudgeUnavailable(**message["unavailable"])
        return message, descriptors


class _Server:
    """A private server process, bound to this one by a pipe that ends with it."""

    def __init__(
        self, folder: Path, *, pool: int, unconfined: bool, log: IO[str] | int, serve: str | None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # A folder of its own: private whatever the mode of `folder`.
        self._folder = tempfile.TemporaryDirectory(prefix="zygote-", dir=folder)
        self.socket_path = Path(self._folder.name) / "socket"
        lifeline, self._lifeline = os.pipe()
        command = [sys.executable, "-I", "-B", "-X", "utf8", str(SERVER)]
        command += ["--socket", str(self.socket_path), "--pool", str(pool)]
        command += ["--lifeline", str(lifeline)]
        command += ["--unconfined"] if unconfined else []
        command += ["--serve", serve] if serve is not None else []
        self._process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
            command,
            env={},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            pass_fds=[lifeline],
            start_new_session=True,  # Ctrl-C is for this process, which then ends the server
        )
        os.close(lifeline)

    def wait_until_ready(self) -> None:
        """Return when the first child is jailed and idle; raise JudgeUnavailable."""
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            line = self._process.stdout.readline() if selector.select(_START_S) else b""
        if not line:
            raise JudgeUnavailable("the zygote did not start", "see its log")
        announced = json.loads(line)
        if not announced["ready"]:
            raise JudgeUnavailable(announced["reason"], announced["remedy"])

    def close(self) -> None:
        """End the server and remove its folder."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        self._folder.cleanup()
