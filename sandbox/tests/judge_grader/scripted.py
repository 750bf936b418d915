"""A zygote whose children do what a test says, for what no honest child does."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from sandbox.judge.client import JudgeUnavailable, Limits, Usage, Zygote
from sandbox.judge.messages import CaseCall, Program, Ready
from sandbox.judge.wire import Frame, FrameReader

Answer = Frame | BaseException
Script = Callable[[CaseCall], Answer]


class ScriptedLease:
    """Says ready, then answers each case as `script` does; exceptions are raised instead."""

    def __init__(self, zygote: "ScriptedZygote") -> None:
        self._zygote = zygote
        self.served_by = zygote.pid
        self.confinement = "none"
        self._sent: Frame | None = None
        self.output = b"printed"
        self.closed = 0

    def send(self, data: bytes) -> None:
        (self._sent,) = FrameReader().feed(data)

    def receive(self, *, wall_s: float, cpu_s: float) -> Frame:
        assert wall_s >= cpu_s > 0
        assert self._sent is not None
        if self._sent.type == "program":
            answer = self._zygote.loads(Program.from_frame(self._sent))
        else:
            answer = self._zygote.script(CaseCall.from_frame(self._sent))
        if isinstance(answer, BaseException):
            raise answer
        (frame,) = FrameReader().feed(answer.pack())
        return frame

    @property
    def last_usage(self) -> Usage:
        return Usage(0.25, 0.125, 1 << 20)

    def close(self) -> None:
        self.closed += 1


class ScriptedZygote:
    """Leases scripted children and keeps them for the test to look at."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.leases: list[ScriptedLease] = []
        self.pid = 1
        self.gone = False
        self.loads: Callable[[Program], Answer] = lambda _program: Ready().to_frame()

    def lease(self, limits: Limits, device: str = "cpu") -> ScriptedLease:
        assert limits.wall_s > 0
        assert device in ("cpu", "cuda")
        self.leases.append(ScriptedLease(self))
        return self.leases[-1]

    def status(self) -> Any:
        if self.gone:
            raise JudgeUnavailable("gone", "start it")
        return SimpleNamespace(pid=self.pid, cuda=False, confinement="none")

    @property
    def as_zygote(self) -> Zygote:
        return cast("Zygote", self)
