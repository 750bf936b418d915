"""Talks to one leased child, and says for each way in which it can misbehave what that means."""

import signal
import time
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from sandbox.judge.client import (
    ChildDied,
    ChildFlooded,
    ChildOutOfMemory,
    ChildOutOfTime,
    JudgeUnavailable,
    Lease,
    Limits,
    Usage,
    Zygote,
)
from sandbox.judge.grader.messages import Message
from sandbox.judge.grader.verdicts import Verdict
from sandbox.judge.messages import (
    CaseCall,
    Failure,
    Outcome,
    Program,
    Ready,
    Reply,
    read_reply,
)
from sandbox.judge.wire import ChannelClosed, DeadlinePassed, WireError


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no outcome; `lost` where the child can serve no further case.

    `starved` where the clock struck though the processor time was not used up, which a busy
    machine may have brought about.
    """

    verdict: Verdict
    message: Message
    lost: bool
    starved: bool = False


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one exchange with a child may take, in seconds, and the megabytes of its lease."""

    cpu_s: float
    wall_s: float
    memory_mb: int


GPU_START = Allowance(cpu_s=30.0, wall_s=60.0, memory_mb=0)
"""For starting a graphics card, which takes no time of the submission's: seconds, if it idled."""


class Child:
    """A leased child that has loaded one program, or the fault that kept it from doing so.

    A context manager; leaving it ends the child. Raises `JudgeUnavailable` wherever the zygote
    itself has gone, so that no submission is blamed for that.
    """

    def __init__(
        self, zygote: Zygote, program: Program, limits: Limits, allowance: Allowance
    ) -> None:
        self._zygote = zygote
        self._allowance = allowance
        self._on_gpu = program.device == "cuda"
        self._lease: Lease = zygote.lease(limits, device=program.device)
        self.duration_s = 0.0
        try:
            self.fault = self._load(program)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; returns after it has gone."""
        self._lease.close()

    def run(self, call: CaseCall, packed: bytes | None = None) -> Outcome | Fault:
        """Have the child run one case. `duration_s` then says how long that took, from outside.

        `packed` is the call's frame where it has been packed already.
        """
        reply = self._exchange(packed or call.to_frame().pack())
        match reply:
            case Outcome(case=case, results=results):
                if case == call.case and len(results) == len(call.calls):
                    return reply
                return _broken("an answer to something else")
            case Failure(case=case):
                if case == call.case:
                    return _failed(reply, lost=self._on_gpu and _spoils_the_gpu(reply))
                return _broken("an answer to something else")
            case Ready():
                return _broken("ready twice")
            case fault:
                return fault

    def _load(self, program: Program) -> Fault | None:
        packed = program.to_frame().pack()
        if self._on_gpu:
            self._start_gpu(packed)
        match self._exchange(None if self._on_gpu else packed):
            case Ready():
                return None
            case Failure(case=None) as failure:
                return _failed(failure, lost=True)
            case Fault() as fault:
                return fault
            case _:
                return _broken("an answer before there was a question")

    def _start_gpu(self, packed: bytes) -> None:
        """Send the program and hear that the card is ready: if not, no program is to blame."""
        match self._exchange(packed, GPU_START):
            case Ready():
                return
            case Failure() as failure:
                reason = f"{failure.error}: {failure.message}"
            case Fault(message=message):
                reason = str(message)
            case _:
                reason = "it answered something else"
        raise JudgeUnavailable(
            f"the GPU could not be started in a jail: {reason}",
            "see that no other program holds its memory, and that nvidia-smi works as any user",
        )

    @property
    def used(self) -> Usage:
        """What the child had used when it was closed."""
        return self._lease.last_usage

    @property
    def confinement(self) -> str:
        """How the child is held."""
        return self._lease.confinement

    @property
    def memory_bytes(self) -> int:
        """The most memory that the child had held when that was last asked: after long calls."""
        return self._lease.last_usage.memory_peak_bytes

    @property
    def output(self) -> bytes:
        """What the child has printed so far."""
        return self._lease.output

    def _exchange(self, packed: bytes | None, allowed: Allowance | None = None) -> Reply | Fault:
        """Send, unless there is nothing to send, and receive one answer."""
        started = time.perf_counter()
        allowed = allowed or self._allowance
        cpu_before = self._lease.last_usage.cpu_s
        try:
            if packed is not None:
                self._lease.send(packed)
            answer = self._lease.receive(wall_s=allowed.wall_s, cpu_s=allowed.cpu_s)
            return read_reply(answer)
        except ChildOutOfTime as late:
            return self._late(late.clock, time.perf_counter() - started, cpu_before, allowed)
        except DeadlinePassed:
            return self._late("wall", time.perf_counter() - started, cpu_before, allowed)
        except ChildOutOfMemory:
            return self._lost(Verdict.MLE, "out-of-memory", megabytes=allowed.memory_mb)
        except ChildFlooded:
            return self._lost(Verdict.OLE, "too-much-output")
        except ChildDied as death:
            return self._dead(death)
        except ChannelClosed:
            return self._lost(Verdict.RE, "broken-protocol", detail="closed")
        except WireError as error:
            return self._lost(Verdict.RE, "broken-protocol", detail=str(error)[:200])
        finally:
            self.duration_s = time.perf_counter() - started

    def _late(self, clock: str, wall_s: float, cpu_before: float, allowed: Allowance) -> Fault:
        """Which of the two limits struck: that of the processor or that of the clock."""
        computing = max(0.0, self._lease.last_usage.cpu_s - cpu_before)
        if clock == "cpu" or computing >= allowed.cpu_s:
            return self._lost(Verdict.TLE, "timed-out", seconds=allowed.cpu_s)
        fault = self._lost(
            Verdict.TLE,
            "timed-out-by-clock",
            seconds=round(wall_s, 1),
            computing=round(computing, 1),
        )
        return replace(fault, starved=True)

    def _dead(self, death: ChildDied) -> Fault:
        if death.signal is not None:
            return self._lost(Verdict.RE, "killed", signal=_signal_name(death.signal))
        return self._lost(Verdict.RE, "exited", code=death.code or 0)

    def _lost(self, verdict: Verdict, about: str, /, **values: str | int | float) -> Fault:
        """The fault of a child that is no longer there, unless the zygote went first."""
        if self._zygote.status().pid != self._lease.served_by:
            raise JudgeUnavailable("The judge was restarted.", "Grade again.")
        return Fault(verdict, Message(about, values), lost=True)


def _broken(detail: str) -> Fault:
    return Fault(Verdict.RE, Message("broken-protocol", {"detail": detail}), lost=True)


def _failed(failure: Failure, *, lost: bool) -> Fault:
    """What the child itself says of an exception, of a forbidden call or of the source."""
    line, function = failure.frames[-1] if failure.frames else (0, "")
    verdict = Verdict(failure.verdict)
    if verdict is Verdict.RV:
        message = Message("rule-broken", {"name": failure.name, "line": line})
    elif verdict is Verdict.CE and line:
        message = Message("syntax-error", {"line": line, "message": failure.message})
    elif verdict is Verdict.OLE:
        message = Message("too-much-output", {"detail": failure.message})
    else:
        values: dict[str, str | int | float] = {
            "error": failure.error,
            "message": failure.message,
            "stage": failure.stage,
        }
        if line:
            values |= {"line": line, "function": function}
        message = Message("raised-at" if line else "raised", values)
    return Fault(verdict, message, lost)


def _spoils_the_gpu(failure: Failure) -> bool:
    """Whether nothing more can be run on the card in that process, as after a failed kernel."""
    return failure.message.startswith("CUDA error")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
