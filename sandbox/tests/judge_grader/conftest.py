"""A real judge for the tests that ask for one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.exercises.model import Exercise
from sandbox.judge.client import Zygote
from sandbox.judge.grader import ReferencePool, Report, grade
from sandbox.tests.judge_grader import small_exercises

Grader = Callable[..., Report]


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with Zygote.start(tmp_path_factory.mktemp("zygote"), pool=3) as server:
        yield server


@pytest.fixture(scope="session")
def pool(zygote: Zygote) -> Iterator[ReferencePool]:
    with ReferencePool(zygote) as references:
        yield references


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Exercise]:
    """Gives a small exercise by the name of the function that writes it."""
    root = tmp_path_factory.mktemp("exercises")
    known: dict[str, Exercise] = {}

    def by_name(name: str) -> Exercise:
        if name not in known:
            writer: Callable[[Path], Exercise] = getattr(small_exercises, name)
            known[name] = writer(root / name.replace("_", "-"))
        return known[name]

    return by_name


@pytest.fixture
def graded(exercise: Callable[[str], Exercise], zygote: Zygote, pool: ReferencePool) -> Grader:
    """Grades a source of a small exercise in full."""

    def run(name: str, source: str | bytes | None = None, **options: Any) -> Report:
        small = exercise(name)
        framework = small.frameworks[0]
        chosen = {"framework": framework, "scope": "full", "seed": 7, "references": pool}
        text = small.solutions[framework] if source is None else source
        return grade(small, text, zygote=zygote, **(chosen | options))

    return run
