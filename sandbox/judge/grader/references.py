"""Runs the references: trusted code of ours, yet also in leased children of their own."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.client import JudgeUnavailable, Limits, Zygote
from sandbox.judge.grader.children import Allowance, Child
from sandbox.judge.grader.expansion import PlannedCase
from sandbox.judge.grader.judging import Expected
from sandbox.judge.messages import CaseCall, Outcome, Program
from sandbox.judge.values import Value, array_paths

MOST_CHILDREN = 4
MOST_CACHED_BYTES = 256 << 20
_ALLOWANCE = Allowance(cpu_s=30, wall_s=60, memory_mb=4096)
_LIMITS = Limits(wall_s=86_400, cpu_s=3_600, memory_mb=4096)
SCALE = "scale"


class ReferenceFailed(Exception):
    """The exercise's own reference gave no result; the message says why, for its authors."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A fixed case: its index counts only the cases that concern the framework."""

    version: str
    framework: str
    index: int


class ReferencePool:
    """Keeps the children of references and what they gave for fixed cases.

    May be shared by the threads of one process; a context manager that ends the children. The
    children last used longest ago give way to new ones, and so do results over 256 MB.
    """

    def __init__(self, zygote: Zygote) -> None:
        self._zygote = zygote
        self._lock = threading.Lock()
        self._children: OrderedDict[tuple[str, str], Child] = OrderedDict()
        self._results: OrderedDict[_Key, Expected] = OrderedDict()
        self._bytes = 0
        self.solution_times: dict[tuple[str, str, str], float] = {}

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
        """End all children."""
        with self._lock:
            while self._children:
                self._children.popitem()[1].close()

    def expected(self, exercise: Exercise, framework: Framework, planned: PlannedCase) -> Expected:
        """What is right for a case. Raises `ReferenceFailed` and `JudgeUnavailable`."""
        key = _Key(exercise.version, framework, planned.index)
        with self._lock:
            if planned.is_fixed and key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
            expected = self._computed(exercise, planned)
            if planned.is_fixed:
                self._keep(key, expected)
            return expected

    def _computed(self, exercise: Exercise, planned: PlannedCase) -> Expected:
        results = self._run(exercise, exercise.entry, planned.exact).results
        scale: Value = None
        if exercise.kind == "function" and exercise.defines_scale:
            (call,) = planned.exact.calls
            plain = CaseCall(planned.index, None, None, (type(call)("", call.args),))
            scale = self._run(exercise, SCALE, plain).results[0].value
        return Expected(results, scale)

    def _run(self, exercise: Exercise, entry: str, call: CaseCall) -> Outcome:
        """One case in the child for `entry`; a child that has gone meanwhile is replaced once."""
        key = (exercise.version, entry)
        if key in self._children:
            try:
                self._children.move_to_end(key)
                answer = self._children[key].run(call)
                if isinstance(answer, Outcome):
                    return answer
            except JudgeUnavailable:
                pass  # the zygote was restarted since; a new child comes from the new one
            self._children.pop(key).close()
        child = self._child(exercise, entry)
        answer = child.fault or child.run(call)
        if isinstance(answer, Outcome):
            return answer
        self._children.pop(key).close()
        raise ReferenceFailed(f"{exercise.slug}: {entry}: {answer.message}")

    def _child(self, exercise: Exercise, entry: str) -> Child:
        """A new child for `entry`; the one that was used longest ago may have to go."""
        while len(self._children) >= MOST_CHILDREN:
            self._children.popitem(last=False)[1].close()
        program = Program(
            source=exercise.reference.encode(),
            framework=exercise.reference_framework,
            kind=exercise.kind if entry == exercise.entry else "function",
            entry=entry,
            file_name="reference.py",
        )
        child = Child(self._zygote, program, _LIMITS, _ALLOWANCE)
        self._children[exercise.version, entry] = child
        return child

    def _keep(self, key: _Key, expected: Expected) -> None:
        self._results[key] = expected
        self._bytes += _size(expected)
        while self._bytes > MOST_CACHED_BYTES and len(self._results) > 1:
            self._bytes -= _size(self._results.popitem(last=False)[1])


def _size(expected: Expected) -> int:
    """The bytes of the arrays kept, and a little for each call."""
    values: list[Value] = [expected.scale]
    for result in expected.results:
        values += [result.value, *result.gradients.values(), *result.observed.values()]
    arrays = (array for value in values for _, array in array_paths(value, ""))
    return 1000 * len(expected.results) + sum(array.nbytes for array in arrays)
