"""Talking to a contestant the way the grader does."""

import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from sandbox.judge.messages import (
    Call,
    CallResult,
    CaseCall,
    Failure,
    Framework,
    Kind,
    Outcome,
    Program,
    ProgramRules,
    Ready,
    Reply,
    read_reply,
)
from sandbox.judge.values import Returned, Value
from sandbox.judge.wire import Array, Frame, read_frame, send_frame

PATIENCE = 30.0


class Contestant:
    """One child and the program it was given."""

    def __init__(self, channel: socket.socket, output: int) -> None:
        self._channel = channel
        self._output = output
        self._cases = 0

    def load(
        self,
        source: str | bytes,
        *,
        entry: str = "f",
        framework: Framework = "numpy",
        kind: Kind = "function",
        rules: ProgramRules | None = None,
    ) -> Reply:
        """Send a program and return what is answered."""
        code = source.encode() if isinstance(source, str) else source
        program = Program(code, framework, kind, entry, rules or ProgramRules())
        return self.ask(program.to_frame())

    def ready(self, source: str, **options: Any) -> Self:
        """Load a program that must be accepted."""
        assert self.load(source, **options) == Ready()
        return self

    def ask(self, frame: Frame) -> Reply:
        """Send a frame and return the answer."""
        deadline = time.monotonic() + PATIENCE
        send_frame(self._channel, frame.header, frame.tensors, deadline)
        return read_reply(read_frame(self._channel, deadline=deadline))

    def case(
        self,
        *calls: Call,
        init: Mapping[str, Value] | None = None,
        state: Mapping[str, Value] | None = None,
        observe: tuple[str, ...] = (),
        seed: int = 1,
    ) -> Outcome | Failure:
        """Run one case and return its outcome or its failure."""
        self._cases += 1
        case = CaseCall(self._cases, init, state, calls, observe, seed)
        reply = self.ask(case.to_frame())
        assert isinstance(reply, Outcome | Failure)
        assert reply.case == self._cases
        return reply

    def call(self, *, grad: tuple[str, ...] = (), grad_seed: int = 0, **args: Value) -> CallResult:
        """Make one call that must succeed."""
        reply = self.case(Call("", args, None, grad, grad_seed=grad_seed))
        assert isinstance(reply, Outcome), reply
        return reply.results[0]

    def failure(self, *, grad: tuple[str, ...] = (), grad_seed: int = 0, **args: Value) -> Failure:
        """Make one call that must fail."""
        reply = self.case(Call("", args, None, grad, grad_seed=grad_seed))
        assert isinstance(reply, Failure), reply
        return reply

    def printed(self) -> str:
        """Return what the child has printed since the last time."""
        os.set_blocking(self._output, False)
        try:
            return os.read(self._output, 1 << 20).decode()
        except BlockingIOError:
            return ""

    def hang_up(self) -> None:
        """Close the channel: the child ends."""
        self._channel.close()

    def ended(self, pid: object) -> bool:
        """Wait until the process is gone; False after ten seconds."""
        assert isinstance(pid, int)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if not Path(f"/proc/{pid}").exists():
                return True
            time.sleep(0.005)
        return False

    def close(self) -> None:
        """Hang up and stop listening to what is printed."""
        self._channel.close()
        os.close(self._output)


def array(value: Value) -> Array:
    """Return the array of a returned value that must be one."""
    assert isinstance(value, Returned), value
    return value.array


def items(value: Value) -> list[Value]:
    """Return what a returned list or tuple holds."""
    assert isinstance(value, list | tuple), value
    return list(value)
