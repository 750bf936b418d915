"""Runs the cases of one submission, in a fresh child after one was lost."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.client import Zygote
from sandbox.judge.grader.children import Allowance, Child, Fault
from sandbox.judge.grader.counter_example import counter_example
from sandbox.judge.grader.expansion import PlannedCase
from sandbox.judge.grader.judging import Expected, Judged, judge
from sandbox.judge.grader.messages import Message
from sandbox.judge.grader.references import ReferenceFailed, ReferencePool
from sandbox.judge.grader.report import CaseReport
from sandbox.judge.grader.timing import lease_limits
from sandbox.judge.grader.verdicts import Verdict
from sandbox.judge.messages import CaseCall, Outcome, Program
from sandbox.judge.wire import WireError

MOST_TIMED_OUT = 3
MOST_LOST = 8
MOST_REPEATED = 3
MAX_OUTPUT = 64 << 10
_AGAIN = 1_000_000
"""Added to a case's number when it is tried in float64, so that no answer is taken for another."""


class GradingCancelled(Exception):
    """Whoever asked for the grading no longer wants it."""


@dataclass(frozen=True, slots=True, eq=False)
class Wrong:
    """An outcome that is wrong, kept for its picture."""

    planned: PlannedCase
    expected: Expected
    outcome: Outcome


@dataclass(slots=True, eq=False)
class Run:
    """The run of one submission over its planned cases; `reports` grows as cases finish."""

    exercise: Exercise
    framework: Framework
    planned: tuple[PlannedCase, ...]
    program: Program
    zygote: Zygote
    pool: ReferencePool
    on_case: Callable[[CaseReport], None]
    cancelled: Callable[[], bool]
    reports: list[CaseReport] = field(default_factory=list)
    wrong: dict[int, Wrong] = field(default_factory=dict)
    program_fault: Fault | None = None
    output: bytes = b""
    cpu_s: float = 0.0
    memory_bytes: int = 0
    fixed_s: float = 0.0
    confinement: str = ""
    _child: Child | None = None
    _lost: int = 0
    _timed_out: int = 0
    _repeated: int = 0

    def all_cases(self) -> None:
        """Run case after case, until the program itself turns out not to load."""
        try:
            for planned in self.planned:
                if self.cancelled():
                    raise GradingCancelled
                report = self._one(planned)
                if self.program_fault and not self.reports:
                    return
                self.reports.append(report)
                self.on_case(report)
        finally:
            self._drop_child()

    def _one(self, planned: PlannedCase) -> CaseReport:
        if not planned.runs:
            return _report(planned, Verdict.NR, Message("no-gpu"))
        if self._lost >= MOST_LOST or self._timed_out >= MOST_TIMED_OUT:
            return _report(planned, Verdict.NR, Message("stopped", {"lost": self._lost}))
        if self.program_fault:
            return self._faulted(planned, self.program_fault)
        try:
            expected = self.pool.expected(self.exercise, self.framework, planned)
            return self._graded(planned, expected)
        except ReferenceFailed as failure:
            return _own_fault(planned, str(failure))
        except WireError as error:  # our own inputs cannot travel: nothing was sent
            return _own_fault(planned, str(error))

    def _graded(self, planned: PlannedCase, expected: Expected) -> CaseReport:
        child = self._loaded_child()
        if child.fault:
            self.program_fault = child.fault
            return self._faulted(planned, child.fault)
        answer = child.run(planned.call, planned.packed)
        if isinstance(answer, Fault) and answer.starved and self._repeated < MOST_REPEATED:
            child, answer = self._once_more(planned)
        duration_s = child.duration_s
        self.fixed_s += duration_s if planned.is_fixed else 0.0
        memory = child.memory_bytes
        if isinstance(answer, Fault):
            report = self._faulted(planned, answer)
        else:
            judged = self._judged(planned, planned.call, expected, answer)
            if judged.numeric and self._right_in_float64(child, planned, expected):
                judged = replace(
                    judged,
                    verdict=Verdict.NS,
                    message=Message("unstable", {"dtype": planned.case.dtype}),
                )
            report = self._described(planned, judged)
            if judged.verdict is not Verdict.AC:
                self.wrong[planned.index] = Wrong(planned, expected, answer)
        return replace(report, duration_ms=1000 * duration_s, memory_bytes=memory)

    def _once_more(self, planned: PlannedCase) -> tuple[Child, Outcome | Fault]:
        """The case again in a fresh child, for a busy machine may have kept it waiting.

        A program that waits again is taken to wait by itself: no further case is repeated.
        """
        self._repeated += 1
        self._drop_child()
        child = self._loaded_child()
        answer = child.fault or child.run(planned.call, planned.packed)
        if isinstance(answer, Fault) and answer.starved:
            self._repeated = MOST_REPEATED
        return child, answer

    def _judged(
        self, planned: PlannedCase, sent: CaseCall, expected: Expected, answer: Outcome
    ) -> Judged:
        try:
            return judge(self.exercise, self.framework, planned, sent, expected, answer)
        except ValueError as error:  # a scale that fits no output
            raise ReferenceFailed(f"{self.exercise.slug}: {error}") from error

    def _right_in_float64(self, child: Child, planned: PlannedCase, expected: Expected) -> bool:
        """Whether the same inputs in float64 give the right result."""
        if planned.case.dtype == "float64":
            return False
        again = replace(planned.exact, case=planned.index + _AGAIN)
        answer = child.run(again)
        if isinstance(answer, Fault):
            if answer.lost:
                self._count_lost(answer)
            return False
        return self._judged(planned, again, expected, answer).verdict is Verdict.AC

    def _loaded_child(self) -> Child:
        """The child at hand, or a fresh one; if a busy machine kept that waiting, another one."""
        if self._child is None:
            self._child = self._fresh_child()
            fault = self._child.fault
            if fault and fault.starved and self._repeated < MOST_REPEATED:
                self._repeated += 1
                self._drop_child()
                self._child = self._fresh_child()
        return self._child

    def _fresh_child(self) -> Child:
        limits = self.exercise.limits
        allowance = Allowance(limits.seconds, limits.wall_seconds, limits.memory_mb)
        lease = lease_limits(self.exercise, self.planned)
        child = Child(self.zygote, self.program, lease, allowance)
        self.confinement = child.confinement
        return child

    def _drop_child(self) -> None:
        """End the child and keep what it printed and used."""
        child, self._child = self._child, None
        if child is None:
            return
        child.close()
        used = child.used
        self.cpu_s += used.cpu_s
        self.memory_bytes = max(self.memory_bytes, used.memory_peak_bytes)
        room = MAX_OUTPUT - len(self.output)
        self.output += child.output[: max(room, 0)]

    def _faulted(self, planned: PlannedCase, fault: Fault) -> CaseReport:
        if fault.lost and self._child is not None:
            self._count_lost(fault)
        message = fault.message if planned.is_shown else _without_data(fault.message)
        text = self._counter_example(planned)
        return replace(_report(planned, fault.verdict, message), counter_example=text)

    def _count_lost(self, fault: Fault) -> None:
        self._lost += 1
        self._timed_out += fault.verdict is Verdict.TLE
        self._drop_child()

    def _described(self, planned: PlannedCase, judged: Judged) -> CaseReport:
        """The report of a case with as much as the learner may see of it."""
        report = _report(planned, judged.verdict, judged.message, judged.error_ratio)
        if judged.verdict is Verdict.AC:
            return report
        if not planned.is_shown:
            message = judged.message and _without_data(judged.message)
            return replace(report, message=message, error_ratio=None)
        text = self._counter_example(planned)
        return replace(report, mismatches=judged.mismatches, counter_example=text)

    def _counter_example(self, planned: PlannedCase) -> str | None:
        if not planned.is_shown:
            return None
        return counter_example(self.exercise, self.framework, planned)


_HARMLESS = frozenset(
    {"line", "function", "error", "stage", "name", "path", "seconds", "computing", "megabytes",
     "dtype", "signal", "code"}
)  # fmt: skip
_WITH_DATA = {
    "wrong-values": "hidden-wrong",
    "wrong-value": "hidden-wrong",
    "wrong-shape": "hidden-wrong",
    "wrong-length": "hidden-wrong",
    "wrong-gradient": "hidden-wrong",
    "wrong-gradient-shape": "hidden-wrong",
    "wrong-keys": "hidden-wrong",
}


def _without_data(message: Message) -> Message:
    """The message of a hidden case: what kind of mistake, but nothing that tells its inputs."""
    if message.code in _WITH_DATA:
        return Message(_WITH_DATA[message.code])
    values = {name: value if name in _HARMLESS else "…" for name, value in message.values.items()}
    if message.code in ("wrong-dtype", "wrong-type", "wrong-device"):
        return message
    return Message(message.code, values)


def _report(
    planned: PlannedCase,
    verdict: Verdict,
    message: Message | None,
    error_ratio: float | None = None,
) -> CaseReport:
    case = planned.case
    return CaseReport(
        index=planned.index,
        name=case.name,
        category=case.category,
        origin=planned.origin,
        dtype=case.dtype,
        device=planned.device,
        verdict=verdict,
        message=message,
        error_ratio=error_ratio,
    )


def _own_fault(planned: PlannedCase, detail: str) -> CaseReport:
    return _report(planned, Verdict.IE, Message("reference-failed", {"detail": detail}))
