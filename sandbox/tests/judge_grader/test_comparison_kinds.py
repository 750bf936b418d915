"""Which kinds of values stand for which, and how mistakes in structure are told."""

from typing import Any

import numpy as np
import pytest

from sandbox.exercises.authoring import Tolerance
from sandbox.exercises.model import Framework
from sandbox.judge.grader.comparison import Comparison, compare
from sandbox.judge.grader.matching import Rules
from sandbox.judge.values import Returned, Value

F32 = np.float32


def array(
    values: Any, dtype: Any = np.float64, origin: Any = "numpy", device: str = "cpu"
) -> Returned:
    return Returned(np.asarray(values, dtype), origin, device)


def tensor(values: Any, dtype: Any = F32, device: str = "cpu") -> Returned:
    return array(values, dtype, "torch", device)


def found(
    expected: Any, got: Any, framework: Framework = "numpy", *, lenient: bool = False, **kwargs: Any
) -> Comparison:
    rules = Rules("float32", Tolerance("elementwise"), framework, lenient=lenient)
    return compare(expected, got, rules, **kwargs)


def code(*args: Any, **kwargs: Any) -> str | None:
    message = found(*args, **kwargs).message
    return message.code if message else None


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (None, None),
        ("none", "none"),
        (True, True),
        (3, 3),
        (3, array(3, np.int64)),
        (0.5, 0.5),
        (1.0, 1),
        (0.5, array(0.5, F32)),
        (0.5, array(0.5, np.float64)),
        (array(0.5), 0.5),
        (array(0.5), array(0.5, np.float64)),
        (array([0.5]), array([0.5], F32)),
        (array([True], bool), array([True], bool)),
        ([1, (2, 3)], (1, [2, 3])),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (array([], np.int64), array([], np.int64)),
    ],
)
def test_these_stand_for_each_other(expected: Any, got: Any) -> None:
    assert code(expected, got) is None


@pytest.mark.parametrize(
    ("expected", "got", "complaint"),
    [
        (None, 0, "wrong-type"),
        (0, None, "wrong-type"),
        ("mean", "sum", "wrong-value"),
        (1, True, "wrong-type"),
        (True, 1, "wrong-type"),
        (3, 3.0, "wrong-type"),
        (3, array(3.0, F32), "wrong-dtype"),
        (0.5, "0.5", "wrong-type"),
        (0.5, [0.5], "wrong-type"),
        (0.5, array([0.5], F32), "wrong-shape"),
        (array([0.5]), 0.5, "wrong-type"),
        (array([0.5]), [0.5], "wrong-type"),
        (array([0.5]), tensor([0.5]), "wrong-type"),
        (array([0.5]), array([0.5], np.float64), "wrong-dtype"),
        (array([0.5]), array([0.5], np.float16), "wrong-dtype"),
        (array([0.5]), array([0.5], np.complex64), "wrong-dtype"),
        (array([1.0]), array([True], bool), "wrong-dtype"),
        (array([1], np.int64), array([1], np.int32), "wrong-dtype"),
        (array([1], np.int64), array([True], bool), "wrong-dtype"),
        (array([True], bool), array([1], np.int64), "wrong-dtype"),
        (array([[1.0, 1.0]]), array([1.0, 1.0], F32), "wrong-shape"),
        ([1, 2], [1, 2, 3], "wrong-length"),
        ([1, 2], {"0": 1}, "wrong-type"),
        ({"a": 1}, {"b": 1}, "wrong-keys"),
        ({"a": 1}, [1], "wrong-type"),
    ],
)
def test_these_do_not(expected: Any, got: Any, complaint: str) -> None:
    assert code(expected, got) == complaint


def test_a_torch_exercise_wants_tensors() -> None:
    assert code(array([0.5]), tensor([0.5]), framework="torch") is None
    assert code(array([0.5]), array([0.5], F32), framework="torch") == "wrong-type"
    assert code(array(0.5), tensor(0.5), framework="torch") is None
    assert code(array(0.5), 0.5, framework="torch") == "wrong-type"
    assert code(array(0.5), tensor(0.5, np.float64), framework="torch") == "wrong-dtype"
    assert code(0.5, 0.5, framework="torch") is None
    assert code(array(2, np.int64), 2, framework="torch") is None


def test_a_tensor_must_lie_on_the_device_of_its_case() -> None:
    on_gpu = tensor([0.5], device="cuda:0")
    assert code(array([0.5]), on_gpu, framework="torch") == "wrong-device"
    rules = Rules("float32", Tolerance("elementwise"), "torch", "cuda")
    assert compare(array([0.5]), on_gpu, rules).equal
    message = compare(array([0.5]), tensor([0.5]), rules).message
    assert message is not None
    assert message.code == "wrong-device"


def test_state_may_be_kept_as_the_learner_likes() -> None:
    assert code(array(7, np.int64), 7, framework="torch", lenient=True) is None
    assert code(array(0.5), 0.5, framework="torch", lenient=True) is None
    assert code(array([0.5]), array([0.5], np.float64), lenient=True) is None
    assert code(array([0.5]), array([1], np.int64), lenient=True) == "wrong-dtype"


def test_a_mistake_is_named_by_its_path() -> None:
    expected = {"map": 0.5, "classes": [array([1.0, 2.0]), array([3.0])]}
    got = {"map": 0.5, "classes": [array([1.0, 2.5], F32), array([4.0], F32)]}
    result = found(expected, got)
    assert [one.path for one in result.mismatches] == [
        "result['classes'][0]",
        "result['classes'][1]",
    ]
    assert result.message is not None
    assert result.message.values == {"path": "result['classes'][0]", "wrong": 1, "of": 2}


def test_five_mismatches_are_told_and_all_are_counted() -> None:
    result = found(array(np.zeros(20)), array(np.ones(20), F32))
    assert [one.index for one in result.mismatches] == [(0,), (1,), (2,), (3,), (4,)]
    assert result.wrong == 20


def test_values_read_as_in_their_dtype() -> None:
    (mismatch,) = found(array([0.1]), array([0.25], F32)).mismatches
    assert (mismatch.got, mismatch.expected) == ("0.25", "0.1")


def test_what_overflows_in_the_dtype_of_the_case_must_be_infinite() -> None:
    assert code(array([1e300]), array([np.inf], F32)) is None
    assert code(array([1e300]), array([3e38], F32)) == "wrong-value"


def test_a_scale_widens_a_reduction_leaf_by_leaf() -> None:
    rules = Rules("float32", Tolerance("reduction", 32.0), "numpy")
    expected: list[Value]
    got: list[Value]
    expected, got = (
        [array([1e-3]), array([1e-3])],
        [array([2e-3], F32), array([2e-3], F32)],
    )
    assert compare(expected, got, rules).wrong == 1
    assert compare(expected, got, rules, scale=[1000.0, 1000.0]).equal
    one_sided = compare(expected, got, rules, scale=[array([1000.0]), 1.0])
    assert [one.path for one in one_sided.mismatches] == ["result[1]"]


def test_a_scale_that_fits_no_output_is_our_mistake() -> None:
    rules = Rules("float32", Tolerance("reduction"), "numpy")
    with pytest.raises(ValueError, match="broadcast"):
        compare(array([1.0, 2.0]), array([1.0, 2.0], F32), rules, scale=array([1.0, 2.0, 3.0]))


def test_small_numbers_are_not_held_to_less_than_the_dtype_can_tell() -> None:
    assert code(array([1e-45]), array([0.0], F32)) is None
    assert code(array([1e-30]), array([0.0], F32)) == "wrong-value"


def test_a_gpu_has_wider_bounds() -> None:
    rules = Rules("float32", Tolerance("elementwise", 8.0, 0.0), "torch", "cuda")
    got = tensor([1 + 20 * 2**-23], device="cuda:0")
    assert compare(array([1.0]), got, rules).equal
    assert code(array([1.0]), tensor([1 + 40 * 2**-23]), framework="torch") == "wrong-value"
