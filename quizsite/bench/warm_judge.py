"""A judge of our own with a full pool, and gradings of one easy exercise, for measurements."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from quizsite.bench.timing import NotMeasured
from sandbox.exercises.model import Exercise, Framework
from sandbox.exercises.reader import load_exercise
from sandbox.judge.client import JudgeUnavailable, Zygote
from sandbox.judge.grader import CaseReport, ReferencePool, Report, Verdict, grade

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "fixtures" / "exercises" / "box-iou"
POOL = 4
"""As many idle jails as `up` keeps."""
PATIENCE = 60.0


@contextmanager
def running_judge() -> Iterator[Zygote]:
    """Start a zygote of our own, ready to lease. Raises `NotMeasured` where it cannot jail."""
    with tempfile.TemporaryDirectory(prefix="quizsite-bench-") as folder:
        try:
            zygote = Zygote.start(Path(folder), pool=POOL)
        except JudgeUnavailable as error:
            raise NotMeasured(f"{error.reason}. {error.remedy}") from error
        with zygote:
            yield zygote


def wait_for_pool(zygote: Zygote) -> None:
    """Wait until the pool is full again, as it is when somebody submits once in a while."""
    deadline = time.monotonic() + PATIENCE
    while zygote.status().idle < POOL:
        if time.monotonic() > deadline:
            raise TimeoutError("the judge does not refill its pool")
        time.sleep(0.005)


def easy_exercise() -> Exercise:
    """The exercise that everything is measured on."""
    return load_exercise(FOLDER)


class Grader:
    """Grades the commented solution, each time on fresh random cases, with references kept."""

    def __init__(self, zygote: Zygote, exercise: Exercise, framework: Framework) -> None:
        self._zygote = zygote
        self._exercise = exercise
        self._framework = framework
        self._references = ReferencePool(zygote)
        self._seed = 0

    def grade(self, on_case: Callable[[CaseReport], None] = lambda _case: None) -> Report:
        """Grade once; raise RuntimeError unless it is accepted."""
        self._seed += 1
        report = grade(
            self._exercise,
            self._exercise.solutions[self._framework],
            framework=self._framework,
            zygote=self._zygote,
            scope="full",
            seed=self._seed,
            references=self._references,
            on_case=on_case,
        )
        if report.verdict is not Verdict.AC:
            raise RuntimeError(f"the solution is judged {report.verdict}: {report.message}")
        return report

    def close(self) -> None:
        """End the children that run the references."""
        self._references.close()
