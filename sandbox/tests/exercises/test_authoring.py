"""What a case may say, and how its contradictions are told."""

from typing import Any

import numpy as np
import pytest

from sandbox.exercises.authoring import AuthoringError, Call, Case, Strided, Tolerance
from sandbox.judge.grader.expansion import calls_for


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": " "}, "1 to 100 characters"),
        ({"category": "Not a key"}, "category"),
        ({"dtype": "int64"}, "dtype"),
        ({"device": "tpu"}, "device"),
        ({"grad": "x"}, "tuples of names"),
        ({"grad": ("y",)}, "not among the arguments"),
        ({"calls": (Call(),)}, "belong to functions"),
        ({"args": None, "init": {}}, "at least one call"),
        ({"observe": ("a",)}, "belong to objects"),
        ({"state": {"a": 1}}, "belong to objects"),
    ],
)
def test_a_case_that_contradicts_itself_is_refused(fields: dict[str, Any], message: str) -> None:
    sound: dict[str, Any] = {"name": "a", "category": "plain", "args": {"x": np.zeros(2)}}
    assert Case(**sound).all_calls()[0].args is sound["args"]
    with pytest.raises(AuthoringError, match=message):
        Case(**(sound | fields))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"grad": "x"}, "tuple of names"),
        ({"grad": ("y",)}, "not among"),
        ({"mode": "training"}, "train, eval"),
    ],
)
def test_so_is_such_a_call(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(AuthoringError, match=message):
        Call(**({"args": {"x": 1}} | fields))


@pytest.mark.parametrize(
    ("kind", "factor"), [("close", 1.0), ("elementwise", -1.0), ("reduction", float("nan"))]
)
def test_so_is_such_a_tolerance(kind: Any, factor: float) -> None:
    with pytest.raises(AuthoringError):
        Tolerance(kind, factor)


def test_inputs_are_rounded_first_and_the_reference_gets_them_in_float64() -> None:
    inputs = {
        "x": np.array([0.1, 1e-9]),
        "strided": Strided(np.array([0.1])),
        "nested": [{"boxes": np.array([0.1])}, (np.array([1, 2]),)],
        "flag": np.array([True]),
        "half": np.array([0.1], np.float16),
        "number": 0.1,
        "scalar": np.float64(0.5),
    }
    call, exact = calls_for(Case("a", "plain", inputs, dtype="float32"), "numpy", 0, 1)
    given: Any = call.calls[0].args
    wanted: Any = exact.calls[0].args
    assert given["x"].dtype == np.float32
    assert wanted["x"].dtype == np.float64
    assert wanted["x"].tolist() == given["x"].astype(float).tolist() != inputs["x"].tolist()  # type: ignore[attr-defined]
    assert (given["strided"].array.dtype, wanted["strided"].array.dtype) == ("f4", "f8")
    assert given["nested"][0]["boxes"].dtype == np.float32
    assert given["nested"][1][0].dtype == np.int64
    assert given["flag"].dtype == np.bool_
    assert (given["half"].dtype, wanted["half"].dtype) == ("f2", "f8")
    assert given["number"] == wanted["number"] == 0.1
    assert type(given["scalar"]) is float


def test_gradients_are_left_out_for_numpy() -> None:
    case = Case("a", "plain", {"x": np.zeros(2)}, grad=("x",))
    numpy_call, torch_call = (
        calls_for(case, framework, 0, 1)[0].calls[0] for framework in ("numpy", "torch")
    )
    assert (numpy_call.grad, numpy_call.grad_seed) == ((), None)
    assert torch_call.grad == ("x",)
    assert torch_call.grad_seed is not None


def test_the_seeds_a_child_sees_do_not_tell_the_submission_s() -> None:
    case = Case("a", "plain", {"x": np.zeros(2)}, grad=("x",))
    first, second = (calls_for(case, "torch", index, 7)[0] for index in (0, 1))
    assert 7 not in (first.seed, first.calls[0].grad_seed)
    assert first.seed != first.calls[0].grad_seed
    assert first.seed == second.seed  # it follows from what it is given alone
