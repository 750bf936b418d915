"""What comes out of grading; everything in it is plain data."""

from dataclasses import dataclass, replace
from typing import Literal

from sandbox.judge.grader.messages import Message
from sandbox.judge.grader.verdicts import Verdict

Origin = Literal["sample", "hidden", "random"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One value that is wrong. `path` reads like Python: `result[0]`, `calls[2].x.grad`."""

    path: str
    index: tuple[int, ...]
    got: str
    expected: str


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What came of one case.

    `error_ratio` is the worst error in units of the tolerance, so at most 1 where the case is
    accepted; None where nothing was measured. Of hidden cases `mismatches`, `counter_example`
    and `picture` (PNG) stay empty.
    """

    index: int
    name: str
    category: str
    origin: Origin
    dtype: str
    device: str
    verdict: Verdict
    message: Message | None = None
    mismatches: tuple[Mismatch, ...] = ()
    error_ratio: float | None = None
    counter_example: str | None = None
    picture: bytes | None = None
    duration_ms: float = 0.0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a submission.

    `smallest_failure` is the index of the failing case with the fewest input elements among
    those that may be shown, one with an empty array only where there is no other; it alone has a
    picture. `relative_time` is None unless all was
    accepted and both times rise above the noise.
    """

    verdict: Verdict
    cases: tuple[CaseReport, ...]
    message: Message | None
    output: str
    duration_ms: float
    cpu_ms: float
    memory_bytes: int
    relative_time: float | None
    exercise_version: str
    seed: int
    device: str
    confinement: str
    smallest_failure: int | None = None

    def without_times(self) -> "Report":
        """The same without what differs from run to run; for comparing two gradings."""
        cases = tuple(replace(case, duration_ms=0.0, memory_bytes=0) for case in self.cases)
        return replace(
            self, cases=cases, duration_ms=0.0, cpu_ms=0.0, memory_bytes=0, relative_time=None
        )
