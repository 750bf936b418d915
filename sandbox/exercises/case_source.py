"""Runs the `cases.py` of an exercise: trusted code of ours, NumPy only."""

import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import numpy as np

from sandbox.exercises.authoring import Case
from sandbox.exercises.errors import ExerciseError

T = TypeVar("T")
_NAMES = ("samples", "hidden", "random")


@dataclass(frozen=True, slots=True)
class CaseSource:
    """The three functions of a `cases.py`, checked on the way out. Each raises `ExerciseError`."""

    path: Path
    module: ModuleType

    def samples(self) -> tuple[Case, ...]:
        """The cases shown to the learner, with their data."""
        return self._cases("samples")

    def hidden(self) -> tuple[Case, ...]:
        """Fixed cases of which only category and property are shown."""
        return self._cases("hidden")

    def random(self, rng: np.random.Generator) -> tuple[Case, ...]:
        """Fresh cases, small ones first; the same ones for the same state of `rng`."""
        return self._cases("random", rng)

    def _cases(self, name: str, *args: np.random.Generator) -> tuple[Case, ...]:
        function: Callable[..., Iterable[Case]] = getattr(self.module, name)
        cases = tuple(_run(self.path, lambda: tuple(function(*args))))
        for case in cases:
            if not isinstance(case, Case):
                raise ExerciseError(self.path, 0, f"{name}() gives a {type(case).__name__}")
        return cases


@lru_cache(maxsize=256)
def load_cases(path: Path, version: str) -> CaseSource:
    """Import the `cases.py` at `path`, once for each version of its exercise."""
    name = f"exercise_cases_{path.parent.name.replace('-', '_')}_{version[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    loader = spec.loader if spec else None
    if spec is None or loader is None:
        raise ExerciseError(path, 0, "cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses of the module look it up there
    _run(path, lambda: loader.exec_module(module))
    for function in _NAMES:
        if not callable(getattr(module, function, None)):
            raise ExerciseError(path, 0, f"defines no function {function}()")
    return CaseSource(path, module)


def _run(path: Path, action: Callable[[], T]) -> T:
    """Whatever goes wrong in `action` becomes an `ExerciseError` with the line in `path`."""
    try:
        return action()
    except Exception as error:
        lines = [
            frame.lineno or 0
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == str(path)
        ]
        line = (lines or [getattr(error, "lineno", 0) or 0])[-1]
        raise ExerciseError(path, line, f"{type(error).__name__}: {error}") from error
