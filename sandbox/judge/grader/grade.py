"""Grades one submission."""

import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np

from sandbox.exercises.errors import ExerciseError
from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.client import JudgeUnavailable, Zygote
from sandbox.judge.grader.expansion import Device, PlannedCase, Scope, expand
from sandbox.judge.grader.messages import Message
from sandbox.judge.grader.references import ReferencePool
from sandbox.judge.grader.report import CaseReport, Report
from sandbox.judge.grader.run import Run
from sandbox.judge.grader.submission import Refused, program_of
from sandbox.judge.grader.timing import relative_time
from sandbox.judge.grader.verdicts import Verdict, overall
from sandbox.judge.pictures import draw


def _ignore(_report: CaseReport) -> None:
    """Nobody watches the cases as they finish."""


def _never() -> bool:
    return False


def grade(
    exercise: Exercise,
    source: str | bytes,
    *,
    framework: Framework,
    zygote: Zygote,
    scope: Scope,
    seed: int,
    device: Device = "cpu",
    references: ReferencePool | None = None,
    on_case: Callable[[CaseReport], None] = _ignore,
    cancelled: Callable[[], bool] = _never,
) -> Report:
    """Grade `source` on the samples or on all cases; `on_case` sees each case as it finishes.

    `seed` (not negative) should be secret and fresh for each submission: random cases follow
    from it alone. `references` keeps references and times from one call to the next. Raises
    `JudgeUnavailable` where the zygote is gone or restarts meanwhile (nothing is known of the
    source then: grade again) and `GradingCancelled`; whatever the source does, it does not raise.
    """
    grading = _Grading(exercise, framework, zygote, scope, seed, device)
    started = time.perf_counter()
    # What a program returns may be any bits; signalling NaNs are wrong values, not our errors.
    with (
        np.errstate(all="ignore"),
        nullcontext(references) if references else ReferencePool(zygote) as pool,
    ):
        report = grading.report(source, pool, on_case, cancelled)
    return replace(report, duration_ms=1000 * (time.perf_counter() - started))


@dataclass(frozen=True, slots=True, eq=False)
class _Grading:
    exercise: Exercise
    framework: Framework
    zygote: Zygote
    scope: Scope
    seed: int
    device: Device

    def report(
        self,
        source: str | bytes,
        pool: ReferencePool,
        on_case: Callable[[CaseReport], None],
        cancelled: Callable[[], bool],
    ) -> Report:
        try:
            program = program_of(self.exercise, source, self.framework, self.device)
            planned = expand(self.exercise, self.framework, self.scope, self.seed, self.device)
        except Refused as refused:
            return self._without_cases(refused.verdict, refused.message)
        except ExerciseError as error:
            message = Message("reference-failed", {"detail": str(error)})
            return self._without_cases(Verdict.IE, message)
        if self.device == "cuda" and not self.zygote.status().cuda:
            planned = tuple(replace(one, runs=one.device == "cpu") for one in planned)
        run = Run(
            self.exercise, self.framework, planned, program, self.zygote, pool, on_case, cancelled
        )
        run.all_cases()
        return self._of(run, pool)

    def _of(self, run: Run, pool: ReferencePool) -> Report:
        if run.program_fault and not run.reports:
            fault = run.program_fault
            report = self._without_cases(fault.verdict, fault.message, run.confinement)
        else:
            verdict = overall(case.verdict for case in run.reports)
            cases, smallest = self._with_picture(run)
            report = replace(
                self._without_cases(verdict, _deciding(verdict, cases, smallest), run.confinement),
                cases=cases,
                smallest_failure=smallest,
            )
            if verdict is Verdict.AC and self.scope == "full":
                report = replace(report, relative_time=self._relative_time(run, pool))
        return replace(
            report,
            output=_printed(run.output),
            cpu_ms=1000 * run.cpu_s,
            memory_bytes=run.memory_bytes,
        )

    def _with_picture(self, run: Run) -> tuple[tuple[CaseReport, ...], int | None]:
        """The reports, with a picture of the smallest wrong case among those that are shown."""
        smallest = _smallest_failure(run.planned, run.reports)
        wrong = None if smallest is None else run.wrong.get(smallest)
        cases = list(run.reports)
        if smallest is not None and wrong is not None:
            mismatches = cases[smallest].mismatches
            picture = draw(
                self.exercise.picture,
                wrong.planned.call,
                wrong.expected.results,
                wrong.outcome.results,
                mismatches[0].path if mismatches else "result",
            )
            cases[smallest] = replace(cases[smallest], picture=picture)
        return tuple(cases), smallest

    def _relative_time(self, run: Run, pool: ReferencePool) -> float | None:
        try:
            return relative_time(
                run.fixed_s, self.exercise, self.framework, run.planned, pool, self.zygote,
                self.device,
            )  # fmt: skip
        except JudgeUnavailable:
            return None  # the verdict stands without it

    def _without_cases(
        self, verdict: Verdict, message: Message | None, confinement: str = ""
    ) -> Report:
        return Report(
            verdict=verdict,
            cases=(),
            message=message,
            output="",
            duration_ms=0.0,
            cpu_ms=0.0,
            memory_bytes=0,
            relative_time=None,
            exercise_version=self.exercise.version,
            seed=self.seed,
            device=self.device,
            confinement=confinement or self.zygote.status().confinement,
        )


# Where a package is installed: what comes before its own name. One character class and a start
# that lies outside of it, so that no text takes long.
_INSTALLED = re.compile(r"""(?<![^\s:"'(<])/[^\s:"'(<]*/(?:site|dist)-packages/""")


def _printed(output: bytes) -> str:
    """What was printed, as text; where packages are installed on this machine is left out."""
    text = output.decode("utf-8", "replace").replace("\0", "\ufffd")
    return _INSTALLED.sub("…/", text)


_NOT_FAILED = (Verdict.AC, Verdict.NR)


def _smallest_failure(planned: tuple[PlannedCase, ...], reports: list[CaseReport]) -> int | None:
    """The case to show first: an empty input says the least, so it comes after all others."""
    failed = [
        (
            planned[report.index].has_empty_input,
            planned[report.index].input_elements,
            report.index,
        )
        for report in reports
        if report.verdict not in _NOT_FAILED and planned[report.index].is_shown
    ]
    return min(failed)[-1] if failed else None


def _deciding(
    verdict: Verdict, cases: tuple[CaseReport, ...], smallest: int | None
) -> Message | None:
    """The message of the smallest failing case if it has the verdict, else of the first."""
    if verdict is Verdict.AC:
        return None
    if smallest is not None and cases[smallest].verdict is verdict:
        return cases[smallest].message
    return next((case.message for case in cases if case.verdict is verdict), None)
