"""Right submissions are accepted, however they are written and on whichever judge."""

import pytest

from sandbox.exercises.model import Framework
from sandbox.judge.grader import Verdict
from sandbox.tests.attacks.conftest import JudgeOf
from sandbox.tests.attacks.tiny_exercises import ROOMY
from sandbox.tests.judge_jail.servers import IS_ROOT, USERS

LOOP = """
import torch

def solve(x):
    flat = x.flatten()
    found = torch.empty_like(flat)
    for place in range(len(flat)):
        found[place] = 2 * flat[place] - 1
    return found.reshape(x.shape)
"""
VECTORISED = """
def solve(x):
    return 2 * x - 1
"""
TWO_THREADS = """
import threading
import torch

torch.set_num_threads(2)

def solve(x):
    found = torch.empty_like(x)

    def half(start):
        found[start::2] = 2 * x[start::2] - 1

    threads = [threading.Thread(target=half, args=(start,)) for start in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    torch.ones(600, 600) @ torch.ones(600, 600)
    return found
"""
WITH_AN_ENGINE = """
import torch

def solve(x):
    leaf = x.clone().requires_grad_()
    (grad,) = torch.autograd.grad((leaf * leaf - leaf).sum(), leaf)
    return grad
"""
LOOP_IN_NUMPY = """
import numpy as np

def solve(x):
    found = np.empty_like(x)
    for place in np.ndindex(x.shape):
        found[place] = 2 * x[place] - 1
    return found
"""
MOST_OF_THE_MEMORY = """
import torch

def solve(x):
    held = torch.ones(300 << 18)
    return 2 * x - held[0].to(x.dtype)
"""
TALKATIVE = """
import sys

def solve(x):
    print("x" * 20_000)
    sys.stderr.write("warned")
    open("note", "a").write("mine")
    return 2 * x - 1
"""

RIGHT: dict[str, tuple[Framework, str]] = {
    "a loop": ("torch", LOOP),
    "vectorised": ("torch", VECTORISED),
    "two threads": ("torch", TWO_THREADS),
    "autograd": ("torch", WITH_AN_ENGINE),
    "300 of 512 MB": ("torch", MOST_OF_THE_MEMORY),
    "much output": ("torch", TALKATIVE),
    "NumPy, a loop": ("numpy", LOOP_IN_NUMPY),
    "NumPy, vectorised": ("numpy", VECTORISED),
}
_AS_ROOT = [("this user", name) for name in RIGHT] if IS_ROOT else []


@pytest.mark.parametrize(
    ("user", "name"),
    [
        pytest.param(
            user,
            name,
            id=f"{name} as {user}",
            marks=pytest.mark.xdist_group("attacks as root" if as_root else "attacks"),
        )
        for user, name in [*((USERS[-1], name) for name in RIGHT), *_AS_ROOT]
        for as_root in [IS_ROOT and user == "this user"]
    ],
)
def test_a_right_submission_is_accepted(judge_as: JudgeOf, user: str, name: str) -> None:
    judge = judge_as(user)
    framework, source = RIGHT[name]
    report = judge.grade(source, framework, ROOMY)
    assert report.verdict is Verdict.AC, report.message
    assert all(case.verdict is Verdict.AC for case in report.cases)
    assert judge.residue() == ""


@pytest.mark.xdist_group("attacks")
@pytest.mark.parametrize(
    "name", [name for name, (framework, _) in RIGHT.items() if framework == "torch"]
)
def test_a_right_submission_is_accepted_on_a_gpu(judge_as: JudgeOf, name: str) -> None:
    judge = judge_as(USERS[-1])
    if not judge.zygote.status().cuda:
        pytest.skip("needs CUDA")
    _, source = RIGHT[name]
    report = judge.grade(source, "torch", ROOMY, device="cuda")
    assert report.verdict is Verdict.AC, report.message
    assert {case.device for case in report.cases} == {"cuda"}
    assert judge.residue() == ""
