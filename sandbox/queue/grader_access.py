"""Where the worker meets the judge. Everything heavy is imported here, inside the functions:

the web server imports the tasks and must load neither NumPy nor torch.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.conf import settings

from sandbox.queue.claims import Claim

if TYPE_CHECKING:
    from sandbox.exercises.model import Exercise as Files
    from sandbox.exercises.model import Framework
    from sandbox.judge.client import Zygote, ZygoteStatus
    from sandbox.judge.grader import CaseReport, ReferencePool, Report
    from sandbox.judge.grader.expansion import Device, Scope


@dataclass(frozen=True, slots=True)
class Judge:
    """This host's sandbox, and the references that are kept from one submission to the next."""

    zygote: "Zygote"
    references: "ReferencePool"


class _Mine(threading.local):
    """Each thread has its own, so that none waits while a reference computes for another."""

    judge: Judge | None = None


_mine = _Mine()


def connect() -> Judge:
    """This thread's sandbox, which has just answered. Raises `JudgeUnavailable` if nobody does."""
    from sandbox.judge.client import JudgeUnavailable, Zygote
    from sandbox.judge.grader import ReferencePool

    if _mine.judge is None:
        zygote = Zygote.connect(Path(settings.JUDGE_SOCKET))
        _mine.judge = Judge(zygote, ReferencePool(zygote))
    try:
        _check(_mine.judge.zygote.status())
    except JudgeUnavailable:
        # When it is restarted, the children that ran the references are gone.
        _drop(_mine.judge)
        _mine.judge = None
        raise
    return _mine.judge


def _check(status: "ZygoteStatus") -> None:
    """Raise `JudgeUnavailable` when the zygote runs but cannot jail anything."""
    from sandbox.judge.client import JudgeUnavailable

    if status.confinement == "unavailable":
        broken = next((fact for fact in status.facts if not fact.holds), None)
        reason = broken.reason if broken else "this host cannot confine programs"
        raise JudgeUnavailable(reason, broken.remedy if broken else "see the log of the judge")


def run_grader(
    claim: Claim,
    judge: Judge,
    *,
    on_case: "Callable[[CaseReport], None]",
    cancelled: Callable[[], bool],
) -> "Report":
    """Judge the claimed program. Raises `JudgeUnavailable` when the sandbox goes away meanwhile,

    `GradingCancelled` when `cancelled` says so, and `ExerciseError` when the files are broken.
    """
    from sandbox.judge.grader import grade

    submission = claim.submission
    return grade(
        exercise_files(submission.exercise.slug),
        submission.source,
        framework=cast("Framework", submission.framework),
        zygote=judge.zygote,
        scope=cast("Scope", submission.scope),
        seed=submission.seed,
        device=cast("Device", submission.device),
        references=judge.references,
        on_case=on_case,
        cancelled=cancelled,
    )


def exercise_files(slug: str) -> "Files":
    """The exercise as its files say now; they are read again only when one was touched."""
    folder = Path(settings.EXERCISES_DIR) / slug
    return _read(folder, _touched(folder))


def _drop(judge: Judge) -> None:
    judge.references.close()
    judge.zygote.close()


def _touched(folder: Path) -> tuple[tuple[str, int, int], ...]:
    found = []
    for path in sorted(folder.rglob("*")):
        if "__pycache__" not in path.parts:
            state = path.stat()
            found.append((str(path), state.st_size, state.st_mtime_ns))
    return tuple(found)


@lru_cache(maxsize=64)
def _read(folder: Path, _touched: tuple[tuple[str, int, int], ...]) -> "Files":
    from sandbox.exercises.reader import load_exercise

    return load_exercise(folder)
