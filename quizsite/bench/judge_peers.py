"""The same cases without a judge: a cold Python that imports torch, and pytest, beside a grading.

All three run the same submission on the same fixed and random cases, compare it with the same
reference in float64, and do so in turn, so that whatever else the machine does falls on all.
"""

import os
import subprocess
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path

from quizsite.bench.timing import print_timings, timing_of
from quizsite.bench.warm_judge import (
    FOLDER,
    ROOT,
    Grader,
    easy_exercise,
    running_judge,
    wait_for_pool,
)

GRADINGS_A_ROUND = 5

_CASES = """
import os
import runpy
from pathlib import Path

import numpy as np
import torch

from sandbox.exercises.authoring import Strided

FOLDER = Path(os.environ["EXERCISE"])
RIGHT = runpy.run_path(str(FOLDER / "reference.py"))["box_iou"]
SUBMITTED = runpy.run_path(str(FOLDER / "solution.numpy.py"))["box_iou"]


def cases():
    source = runpy.run_path(str(FOLDER / "cases.py"))
    yield from source["samples"]()
    yield from source["hidden"]()
    yield from source["random"](np.random.default_rng([int(os.environ["SEED"]), 1]))


def given(value, dtype):
    if isinstance(value, Strided):
        return np.repeat(value.array.astype(dtype), 2, axis=-1)[..., ::2]
    return value.astype(dtype)


def check(case):
    args = [given(value, case.dtype) for value in case.args.values()]
    kept = [arg.copy() for arg in args]
    got = SUBMITTED(*args)
    want = RIGHT(*(torch.from_numpy(arg.astype(np.float64)) for arg in kept)).numpy()
    assert got.dtype == case.dtype
    assert got.shape == want.shape
    near = max(16 * np.finfo(case.dtype).eps, 1e-7 if case.dtype == "float64" else 0)
    largest = np.abs(want).max(initial=0)
    np.testing.assert_allclose(got, want, rtol=near, atol=near * largest)
    for arg, before in zip(args, kept):
        np.testing.assert_array_equal(arg, before)


CASES = [case for case in cases() if "numpy" in (case.frameworks or ["numpy"])]
"""
_LOOP = """
for case in CASES:
    check(case)
print(len(CASES), "passed")
"""
_PYTEST = """
import pytest


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case):
    check(case)
"""


def main(rounds: str, runs: str) -> None:
    """Print the times of all rounds together, and those of each round by its number.

    In each round the judge grades five times, and each peer runs `runs` times.
    """
    found: dict[str, list[list[float]]] = {"judge": [], "python": [], "pytest": []}
    with running_judge() as zygote, tempfile.TemporaryDirectory() as folder:
        # By now torch and NumPy have been read from the disk: no peer waits for it.
        grader = Grader(zygote, easy_exercise(), "numpy")
        cases = len(grader.grade().cases)
        for number in range(int(rounds)):
            judged = []
            for _grading in range(GRADINGS_A_ROUND):
                wait_for_pool(zygote)
                begin = time.perf_counter()
                grader.grade()
                judged.append(time.perf_counter() - begin)
            found["judge"].append(judged)
            seeds = range(number * int(runs), (number + 1) * int(runs))
            found["python"].append([_run_python(Path(folder), seed, cases) for seed in seeds])
            found["pytest"].append([_run_pytest(Path(folder), seed, cases) for seed in seeds])
        grader.close()
    timings = {name: timing_of([*chain(*rounds_of)]) for name, rounds_of in found.items()}
    for name, rounds_of in found.items():
        timings |= {f"{name} {i}": timing_of(times) for i, times in enumerate(rounds_of)}
    print_timings(timings)


def _run_python(folder: Path, seed: int, cases: int) -> float:
    return _run([sys.executable, "-c", _CASES + _LOOP], folder, seed, cases)


def _run_pytest(folder: Path, seed: int, cases: int) -> float:
    """Plain pytest: no plugins, no settings of anybody's, nothing written but its summary."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    test = folder / "test_cases.py"
    test.write_text(_CASES + _PYTEST, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test.name]
    return _run(command, folder, seed, cases)


def _run(command: list[str], folder: Path, seed: int, cases: int) -> float:
    """Seconds until the program has ended; RuntimeError unless it has passed all the cases."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    changes = {"EXERCISE": str(FOLDER), "SEED": str(seed), "PYTHONPATH": str(ROOT)}
    begin = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**kept, **changes, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    duration = time.perf_counter() - begin
    if done.returncode or f"{cases} passed" not in done.stdout:
        raise RuntimeError(f"a peer did not pass {cases} cases: {done.stdout[-2000:]}")
    return duration
