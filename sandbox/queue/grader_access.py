"""Where the worker meets the judge. Everything heavy is imported here, inside the functions:

the web server imports the tasks and must load neither NumPy nor torch.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from sandbox.queue.claims import Claim

if TYPE_CHECKING:
    from sandbox.exercises.model import Exercise as Files
    from sandbox.judge.client import Zygote
    from sandbox.judge.grader import CaseReport, Report


def connect() -> "AbstractContextManager[Zygote]":
    """A connection to this host's sandbox. Raises `JudgeUnavailable` when nobody answers."""
    from sandbox.judge.client import Zygote

    return closing(Zygote.connect(settings.JUDGE_SOCKET))


def run_grader(
    claim: Claim,
    zygote: "Zygote",
    *,
    on_case: "Callable[[CaseReport], None]",
    cancelled: Callable[[], bool],
) -> "Report":
    """Judge the claimed program. Raises `JudgeUnavailable` when the sandbox goes away meanwhile,

    and `ExerciseError` when the exercise's files do.
    """
    from sandbox.judge.grader import grade

    submission = claim.submission
    return grade(
        exercise_files(submission.exercise.slug),
        submission.source,
        framework=submission.framework,
        zygote=zygote,
        scope=submission.scope,
        seed=submission.seed,
        device=submission.device,
        on_case=on_case,
        cancelled=cancelled,
    )


def exercise_files(slug: str) -> "Files":
    """The exercise as its files say now; they are read again only when one was touched."""
    folder = Path(settings.EXERCISES_DIR) / slug
    return _read(folder, _touched(folder))


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
