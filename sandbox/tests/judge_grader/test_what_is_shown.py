"""What a learner sees of a failing case, and what of a hidden one."""

from textwrap import dedent
from typing import Any

import numpy as np
import pytest
import torch

from sandbox.judge.client import Zygote
from sandbox.judge.grader import Report, Verdict
from sandbox.tests.judge_grader.conftest import Grader

pytestmark = pytest.mark.processes

ZEROS = "import numpy as np\ndef softmax(x):\n    return np.zeros_like(x)"
TELLTALE = "def softmax(x):\n    raise ValueError(str(x.tolist()))"


def of_origin(report: Report, origin: str) -> list[object]:
    return [case for case in report.cases if case.origin == origin]


def test_the_smallest_failing_case_is_chosen(graded: Grader) -> None:
    report = graded("softmax", ZEROS)
    assert report.smallest_failure is not None
    smallest = report.cases[report.smallest_failure]
    assert smallest.name == "one row"
    assert report.message == smallest.message
    assert smallest.mismatches[0].path == "result"
    assert smallest.mismatches[0].index == (0, 0)
    assert float(smallest.mismatches[0].expected) == pytest.approx(0.26894143)


def test_an_empty_case_is_chosen_only_where_there_is_no_other(graded: Grader) -> None:
    all_wrong = graded("total", "def total(x):\n    return 9.0")
    assert all_wrong.smallest_failure == 2
    empty_wrong = graded("total", "def total(x):\n    return float(x.sum()) or 9.0")
    assert empty_wrong.smallest_failure == 0


def test_an_object_is_named_after_its_class(graded: Grader) -> None:
    report = graded("running_scale", dedent(HALF))
    assert report.smallest_failure is not None
    text = report.cases[report.smallest_failure].counter_example
    assert text is not None
    assert text.startswith("running_scale = RunningScale(")
    assert "\nrunning_scale(" in text


def test_the_state_of_an_object_is_set_as_the_judge_sets_it(graded: Grader) -> None:
    report = graded("running_scale", dedent(HALF))
    assert report.smallest_failure is not None
    text = report.cases[report.smallest_failure].counter_example
    assert text is not None
    names: dict[str, Any] = {"np": np, "torch": torch}
    exec(dedent(HALF), names)  # noqa: S102 - our own text
    exec(text, names)  # noqa: S102
    module = names["running_scale"]
    state = np.random.default_rng(0 if module.weight.dtype == torch.float64 else 1)
    assert module.weight.tolist() == pytest.approx(state.normal(size=2).tolist())
    assert not module.training


def test_an_object_of_numpy_is_told_its_mode_by_an_attribute(graded: Grader) -> None:
    report = graded("switch", "class Switch:\n    def value(self):\n        return 7.0\n")
    assert report.smallest_failure is not None
    text = report.cases[report.smallest_failure].counter_example
    assert text == "switch = Switch()\nswitch.training = False\nswitch.value()"


def test_its_inputs_are_python_that_runs(graded: Grader) -> None:
    report = graded("softmax", ZEROS)
    assert report.smallest_failure is not None
    text = report.cases[report.smallest_failure].counter_example
    assert text is not None
    names: dict[str, object] = {"np": np, "softmax": lambda x: x}
    exec(text, names)  # noqa: S102 - our own text
    x = names["x"]
    assert isinstance(x, np.ndarray)
    assert x.dtype == np.float32
    assert x.tolist() == [[0.0, 1.0]]


def test_of_hidden_cases_category_and_kind_of_mistake_alone_are_told(graded: Grader) -> None:
    report = graded("softmax", ZEROS)
    hidden = [case for case in report.cases if case.origin == "hidden"]
    assert len(hidden) == 2
    for case in hidden:
        assert case.verdict is Verdict.WA
        assert case.category == "plain"
        assert case.message is not None
        assert (case.message.code, case.message.values) == ("hidden-wrong", {})
        assert case.mismatches == ()
        assert (case.counter_example, case.picture, case.error_ratio) == (None, None, None)


def test_an_exception_does_not_tell_the_inputs_of_a_hidden_case(graded: Grader) -> None:
    report = graded("softmax", TELLTALE)
    shown, hidden = (
        next(case for case in report.cases if case.origin == origin)
        for origin in ("sample", "hidden")
    )
    assert shown.message is not None
    assert shown.message.values["message"] == "[[0.0, 1.0], [2.0, 4.0]]"
    assert hidden.message is not None
    assert hidden.message.values["message"] == "…"
    assert hidden.message.values["line"] == 2


def test_random_cases_follow_the_seed(graded: Grader) -> None:
    first, again, other = (
        [case.counter_example for case in graded("softmax", ZEROS, seed=seed).cases]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first[:4] == other[:4]
    assert first[4:] != other[4:]


def test_a_run_of_the_samples_runs_nothing_else(graded: Grader) -> None:
    report = graded("softmax", scope="samples")
    assert {case.origin for case in report.cases} == {"sample"}
    assert report.verdict is Verdict.AC
    assert report.relative_time is None


def test_each_case_is_told_as_it_finishes(graded: Grader) -> None:
    told: list[int] = []
    graded("softmax", on_case=lambda case: told.append(case.index))
    assert told == list(range(6))


def test_what_is_printed_comes_with_the_report(graded: Grader) -> None:
    source = "print('loaded')\ndef output_size(n, k, s):\n    print(n, end=' ')\n    return 1"
    report = graded("output_size", source)
    assert report.output.startswith("loaded\n7 8 1 ")


def test_a_warning_does_not_tell_where_packages_are_installed(graded: Grader) -> None:
    source = """
import warnings
import numpy as np
def softmax(x):
    np.mean(np.zeros(0))
    print("see /srv/lib/site-packages/numpy/core.py and /a/b.py")
    return x
"""
    printed = graded("softmax", source).output
    assert "…/numpy/" in printed
    assert "RuntimeWarning: Mean of empty slice" in printed
    assert "see …/numpy/core.py and /a/b.py" in printed
    assert "site-packages" not in printed


def test_cases_for_a_gpu_are_not_run_without_one(graded: Grader, zygote: Zygote) -> None:
    if zygote.status().cuda:
        pytest.skip("this machine has a GPU")
    report = graded("squared_error", device="cuda")
    assert report.verdict is Verdict.NR
    assert {case.verdict for case in report.cases} == {Verdict.NR}
    assert report.message is not None
    assert report.message.code == "no-gpu"


def test_a_numpy_submission_runs_on_the_cpu_everywhere(graded: Grader) -> None:
    assert graded("softmax", device="cuda").verdict is Verdict.AC


def test_a_wrong_heat_map_exercise_has_one_picture(graded: Grader) -> None:
    report = graded("running_scale", dedent(HALF))
    assert report.verdict is Verdict.WA
    assert sum(case.picture is not None for case in report.cases) == 0  # it asks for none


HALF = """
import torch
class RunningScale(torch.nn.Module):
    def __init__(self, size, momentum):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(size))
        self.register_buffer("running_mean", torch.zeros(size))
    def forward(self, x):
        return x / 2
"""
