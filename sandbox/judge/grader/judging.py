"""Whether the outcome of a case is right: results, gradients, state, inputs, memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sandbox.exercises.authoring import Tolerance
from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.grader.comparison import Comparison, compare
from sandbox.judge.grader.expansion import PlannedCase
from sandbox.judge.grader.matching import Rules
from sandbox.judge.grader.messages import Message
from sandbox.judge.grader.report import Mismatch
from sandbox.judge.grader.verdicts import Verdict
from sandbox.judge.messages import CallResult, CaseCall, Outcome
from sandbox.judge.values import Returned, Value, digests_of

PARAMETER = "param:"


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """What the reference gave for each call, and by what a reduction is measured (functions)."""

    results: tuple[CallResult, ...]
    scale: Value = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one outcome; `numeric` where only values differ, so that float64 may help."""

    verdict: Verdict
    message: Message | None = None
    mismatches: tuple[Mismatch, ...] = ()
    error_ratio: float | None = None
    numeric: bool = False


def judge(
    exercise: Exercise,
    framework: Framework,
    planned: PlannedCase,
    sent: CaseCall,
    expected: Expected,
    outcome: Outcome,
) -> Judged:
    """Compare `outcome`, the answer to `sent`, with what is expected.

    `sent` is `planned.call`, or `planned.exact` when the submission is tried in float64. The
    first thing that is wrong in the first wrong call decides.
    """
    dtype = planned.case.dtype if sent is planned.call else "float64"
    tolerance = planned.case.tolerance or exercise.tolerance
    rules = Rules(dtype, tolerance, framework, planned.device)
    worst: float | None = None
    digests = planned.digests if sent is planned.call else [digests_of(c.args) for c in sent.calls]
    for number, (before, wanted, got) in enumerate(
        zip(digests, expected.results, outcome.results, strict=True)
    ):
        prefix = "" if exercise.kind == "function" else f"calls[{number}]."
        judging = _CallJudging(exercise, rules, before, wanted, got, prefix)
        for found in judging.checks(expected.scale):
            worst = _larger(worst, found.worst_ratio)
            if found.message is not None:
                mismatches = tuple(found.mismatches)
                numeric = not found.structural
                return Judged(Verdict.WA, found.message, mismatches, worst, numeric)
    return Judged(Verdict.AC, error_ratio=worst)


def _larger(left: float | None, right: float | None) -> float | None:
    return right if left is None else left if right is None else max(left, right)


def _plainly(code: str, name: str) -> Comparison:
    return Comparison(Message(code, {"name": name}), structural=True)


@dataclass(frozen=True, slots=True, eq=False)
class _CallJudging:
    """The checks of one call, in the order in which they are reported."""

    exercise: Exercise
    rules: Rules
    digests: Mapping[str, str]
    wanted: CallResult
    got: CallResult
    prefix: str

    def checks(self, scale: Value) -> Iterator[Comparison]:
        yield compare(self.wanted.value, self.got.value, self.rules, f"{self.prefix}result", scale)
        yield from self._memory()
        yield from self._state()
        yield from self._gradients()

    def _memory(self) -> Iterator[Comparison]:
        """Inputs that were changed, and outputs that are an input in disguise."""
        output = self.exercise.output
        for path, digest in self.digests.items():
            may_change = path.partition(".")[0].partition("[")[0] in output.mutates
            if not may_change and self.got.digests.get(path) != digest:
                yield _plainly("changed-input", path)
        if output.fresh and self.got.aliases:
            yield _plainly("shares-memory", self.got.aliases[0])

    def _state(self) -> Iterator[Comparison]:
        """The observed attributes; how a learner stores a number is theirs to choose."""
        rules = replace(self.rules, lenient=True) if self.wanted.observed else self.rules
        for name, wanted in self.wanted.observed.items():
            if name not in self.got.observed:
                yield _plainly("no-attribute", name)
            else:
                got = self.got.observed[name]
                yield compare(wanted, got, rules, f"{self.prefix}{name}")

    def _gradients(self) -> Iterator[Comparison]:
        if not self.wanted.gradients:
            return
        rules = replace(self.rules, tolerance=self._gradient_tolerance(), lenient=True)
        for key, wanted in self.wanted.gradients.items():
            name = key.removeprefix(PARAMETER)
            yield _gradient(name, wanted, self.got.gradients.get(key), rules, self.prefix)

    def _gradient_tolerance(self) -> Tolerance:
        return self.exercise.gradient_tolerance


def _gradient(name: str, wanted: Value, got: Value, rules: Rules, prefix: str) -> Comparison:
    """Compare two gradients; None and zero are the same."""
    if got is None:
        return Comparison() if _is_zero(wanted) else _plainly("no-gradient", name)
    if not isinstance(got, Returned):
        return _plainly("no-gradient", name)
    if wanted is None:
        wanted = Returned(np.zeros(got.array.shape), "numpy")
    found = compare(wanted, got, rules, f"{prefix}{name}.grad")
    if found.message is not None:
        found.message = _about_gradient(found, name)
    return found


def _about_gradient(found: Comparison, name: str) -> Message | None:
    """The same message, in words for gradients."""
    values: Mapping[str, str | int | float] = found.message.values if found.message else {}
    if found.wrong:
        return Message("wrong-gradient", {"name": name, "wrong": found.wrong, "of": found.of})
    if found.message is not None and found.message.code == "wrong-shape":
        return Message("wrong-gradient-shape", {"name": name, **values})
    return found.message


def _is_zero(value: Value) -> bool:
    return value is None or (isinstance(value, Returned) and not np.any(value.array))
