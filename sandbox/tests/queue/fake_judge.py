"""A judge for tests of the queue: each program says in a comment which verdict it gets."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.judge.client import JudgeUnavailable, ZygoteStatus
from sandbox.judge.grader.messages import Message
from sandbox.judge.grader.report import CaseReport, Mismatch, Report
from sandbox.judge.grader.verdicts import Verdict, overall
from sandbox.queue.claims import Claim

OnCase = Callable[[CaseReport], None]


def make_case(index: int = 0, verdict: str = "AC", **fields: Any) -> CaseReport:
    defaults: dict[str, Any] = {
        "name": f"case {index}",
        "category": "small",
        "origin": "sample",
        "dtype": "float64",
        "device": "cpu",
    }
    return CaseReport(index=index, verdict=Verdict(verdict), **{**defaults, **fields})


def make_report(*verdicts: str, **fields: Any) -> Report:
    """A report with a case for each verdict; by default one that was accepted."""
    cases = tuple(make_case(index, verdict) for index, verdict in enumerate(verdicts or ("AC",)))
    defaults: dict[str, Any] = {
        "verdict": overall(case.verdict for case in cases),
        "cases": cases,
        "message": None,
        "output": "",
        "duration_ms": 12.4,
        "cpu_ms": 9.6,
        "memory_bytes": 1 << 20,
        "relative_time": None,
        "exercise_version": "v1",
        "seed": 1,
        "device": "cpu",
        "confinement": "full",
    }
    return Report(**{**defaults, **fields})


@dataclass
class FakeJudge:
    """Judges by `# verdicts: AC WA` in the source; `judged` collects the claims it was given.

    `during` runs in the middle of judging, `reason` makes the sandbox unavailable.
    """

    judged: list[Claim] = field(default_factory=list)
    during: Callable[[Claim, OnCase], object] = lambda _claim, _on_case: None
    reason: str = ""

    def connect(self) -> Any:
        if self.reason:
            raise JudgeUnavailable(self.reason, "Start it.")
        return self

    @property
    def zygote(self) -> "FakeJudge":
        return self

    def status(self) -> ZygoteStatus:
        return ZygoteStatus("full", (), 2, 2, 0, len(self.judged), 1, "2.13.0", None, 1.0)

    def run_grader(
        self, claim: Claim, _judge: object, *, on_case: OnCase, cancelled: Callable[[], bool]
    ) -> Report:
        self.judged.append(claim)
        asked = re.search(r"# verdicts: ([A-Z ]+)", claim.submission.source)
        report = make_report(
            *(asked[1].split() if asked else ()),
            exercise_version=claim.submission.exercise.version,
            seed=claim.submission.seed,
        )
        for case in report.cases:
            on_case(case)
        self.during(claim, on_case)
        return report


def wrong_case(index: int = 0) -> CaseReport:
    """A wrong case with all that a case can have, some of it hostile."""
    return make_case(
        index,
        "WA",
        message=Message("wrong-values", {"path": "result\0\ud800", "wrong": 1, "of": 2}),
        mismatches=(Mismatch("result", (0, 1), "nan", "1.0"),),
        error_ratio=float("inf"),
        counter_example="a = 1\0",
        picture=b"\x89PNG",
        duration_ms=1.5,
        memory_bytes=7,
    )
