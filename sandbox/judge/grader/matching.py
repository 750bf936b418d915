"""What a submission returned, as an array that may stand for the reference's; else why not."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sandbox.exercises.authoring import Dtype, Tolerance
from sandbox.exercises.model import Framework
from sandbox.judge.grader.messages import Message
from sandbox.judge.values import Returned, Value
from sandbox.judge.wire import name_of

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """By which rules outputs are compared: those of the case, and where they must live.

    `lenient` is for state that a learner keeps as they like: a number may be a Python number or
    an array of shape (), and float arrays may be of any float dtype.
    """

    dtype: Dtype
    tolerance: Tolerance
    framework: Framework
    device: str = "cpu"
    lenient: bool = False


class Different(Exception):
    """The structure differs; carries the message."""

    def __init__(self, code: str, path: str, got: str, expected: str) -> None:
        super().__init__(code)
        self.message = Message(code, {"path": path, "got": got, "expected": expected})


def matching_array(reference: Array, got: Value, path: str, rules: Rules) -> Array:
    """`got` as an array that may stand for the reference's array."""
    if not isinstance(got, Returned):
        if reference.shape == () and _number_will_do(reference, got, rules):
            return as_array(got)
        raise wrong_type(path, got, _array_name(rules.framework))
    if got.origin != rules.framework and not rules.lenient:
        raise wrong_type(path, got, _array_name(rules.framework))
    _check_device(got, path, rules)
    _check_shape(got.array, reference, path)
    allowed = _allowed_dtypes(reference, got.array, rules)
    name = name_of(got.array.dtype)
    if name not in allowed:
        raise Different("wrong-dtype", path, name, allowed[0])
    return got.array


def _number_will_do(reference: Array, got: Value, rules: Rules) -> bool:
    """Whether a Python number may stand for an array of shape (): not for a float tensor."""
    if not _same_kind(reference, got):
        return False
    return rules.framework == "numpy" or rules.lenient or reference.dtype.kind != "f"


def matching_number(reference: Array, got: Value, path: str, rules: Rules) -> Array:
    """`got` as an array of shape () that may stand for the reference's Python number."""
    name = {"b": "bool", "i": "int", "f": "float"}[reference.dtype.kind]
    if not isinstance(got, Returned):
        if not _same_kind(reference, got):
            raise wrong_type(path, got, name)
        return as_array(got)
    _check_shape(got.array, reference, path)
    allowed = {
        "b": ("bool",),
        "i": ("int64", "int8", "int16", "int32", "uint8"),
        "f": (rules.dtype, "float64"),
    }[reference.dtype.kind]
    if got.array.dtype.name not in allowed:
        raise Different("wrong-dtype", path, got.array.dtype.name, allowed[0])
    return got.array


def _same_kind(reference: Array, got: Value) -> bool:
    """Whether a Python number is of the reference's kind; an int may stand for a float."""
    match got:
        case bool():
            return reference.dtype.kind == "b"
        case int():
            return reference.dtype.kind in "iuf"
        case float():
            return reference.dtype.kind == "f"
        case _:
            return False


def _check_shape(got: Array, reference: Array, path: str) -> None:
    if got.shape != reference.shape:
        raise Different("wrong-shape", path, str(got.shape), str(reference.shape))


def _check_device(got: Returned, path: str, rules: Rules) -> None:
    device = got.device.partition(":")[0]
    if rules.framework == "torch" and got.origin == "torch" and device != rules.device:
        raise Different("wrong-device", path, device, rules.device)


def _allowed_dtypes(reference: Array, got: Array, rules: Rules) -> tuple[str, ...]:
    """The dtypes that may stand for the reference's; the first is the one to name."""
    if reference.dtype.kind != "f":
        return (reference.dtype.name,)
    if rules.lenient:
        return (rules.dtype, "float16", "float32", "float64")
    # A NumPy float64 scalar is a Python float, so it is treated like one.
    is_scalar = got.shape == () and rules.framework == "numpy"
    return (rules.dtype, "float64") if is_scalar else (rules.dtype,)


def as_array(value: Value) -> Array:
    return value.array if isinstance(value, Returned) else np.asarray(value)


def _array_name(framework: Framework) -> str:
    return "torch.Tensor" if framework == "torch" else "numpy.ndarray"


def kind_of(value: Value) -> str:
    """What a value is, by the name that Python gives its type."""
    if isinstance(value, Returned):
        return _array_name(value.origin)
    return type(value).__name__


def wrong_type(path: str, got: Value, expected: str) -> Different:
    return Different("wrong-type", path, kind_of(got), expected)
