"""Compares what a submission returned with what the reference returned, leaf by leaf."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sandbox.exercises.authoring import Dtype, Tolerance
from sandbox.exercises.model import Framework
from sandbox.judge.grader.messages import Message
from sandbox.judge.grader.report import Mismatch
from sandbox.judge.grader.tolerance import (
    GPU_FACTOR,
    Bounds,
    bounds_for,
    kept_bounds,
)
from sandbox.judge.values import Returned, Value
from sandbox.judge.wire import name_of

MOST_MISMATCHES = 5
_SMALL = 1024

Scale: TypeAlias = Value
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


@dataclass(slots=True)
class Comparison:
    """What a comparison found.

    `message` is None where all agrees. `structural` means that shapes, dtypes or kinds differ,
    so that values were not looked at beyond that place.
    """

    message: Message | None = None
    structural: bool = False
    mismatches: list[Mismatch] = field(default_factory=list)
    worst_ratio: float | None = None
    wrong: int = 0
    of: int = 0
    first_path: str = ""

    @property
    def equal(self) -> bool:
        """Whether the output is accepted."""
        return self.message is None


class _Different(Exception):
    """The structure differs; carries the message."""

    def __init__(self, code: str, path: str, got: str, expected: str) -> None:
        super().__init__(code)
        self.message = Message(code, {"path": path, "got": got, "expected": expected})


def compare(
    expected: Value, got: Value, rules: Rules, path: str = "result", scale: Scale = None
) -> Comparison:
    """Compare `got` with the reference's `expected`.

    `scale` measures reductions: of the structure of `expected`, or one number or array for all
    of it. Raises ValueError where it cannot be broadcast to an output, which is our own mistake.
    """
    found = Comparison()
    try:
        _walk(expected, got, _Place(path, scale), rules, found)
    except _Different as difference:
        found.structural = True
        found.message = difference.message
        found.mismatches.clear()
        return found
    if found.wrong:
        code = "wrong-value" if found.of == 1 else "wrong-values"
        about = {"wrong": found.wrong, "of": found.of}
        found.message = Message(code, {"path": found.first_path, **about})
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the output we are, and what of the scale belongs to it."""

    path: str
    scale: Scale

    def inside(self, key: int | str) -> "_Place":
        scale = self.scale
        if isinstance(key, int) and isinstance(scale, list | tuple):
            scale = scale[key] if key < len(scale) else None
        elif isinstance(key, str) and isinstance(scale, dict):
            scale = scale.get(key)
        return _Place(f"{self.path}[{key!r}]", scale)

    @property
    def scale_array(self) -> Array | None:
        match self.scale:
            case Returned(array=array):
                return array
            case bool() | None:
                return None
            case int() | float() as number:
                return np.asarray(number, dtype=np.float64)
            case _:
                raise ValueError(f"the scale of {self.path} is {kind_of(self.scale)}")


def _walk(expected: Value, got: Value, place: _Place, rules: Rules, found: Comparison) -> None:
    match expected:
        case list() | tuple():
            for index, (left, right) in enumerate(_sequence(expected, got, place.path)):
                _walk(left, right, place.inside(index), rules, found)
        case dict():
            for key, left, right in _mapping(expected, got, place.path):
                _walk(left, right, place.inside(key), rules, found)
        case None | str():
            if type(got) is not type(expected):
                raise _wrong_type(place.path, got, kind_of(expected))
            if got != expected:
                _count(found, place.path, 1, 1)
                _note(found, Mismatch(place.path, (), _text(got), _text(expected)))
        case _:
            _compare_leaf(expected, got, place, rules, found)


def _sequence(
    expected: list[Value] | tuple[Value, ...], got: Value, path: str
) -> Iterator[tuple[Value, Value]]:
    if not isinstance(got, list | tuple):
        raise _wrong_type(path, got, kind_of(expected))
    if len(got) != len(expected):
        raise _Different("wrong-length", path, str(len(got)), str(len(expected)))
    return zip(expected, got, strict=True)


def _mapping(
    expected: dict[str, Value], got: Value, path: str
) -> Iterator[tuple[str, Value, Value]]:
    if not isinstance(got, dict):
        raise _wrong_type(path, got, "dict")
    if got.keys() != expected.keys():
        raise _Different("wrong-keys", path, _keys(got), _keys(expected))
    return ((key, value, got[key]) for key, value in expected.items())


def _keys(value: dict[str, Value]) -> str:
    return ", ".join(sorted(value))[:200]


def _compare_leaf(
    expected: Value, got: Value, place: _Place, rules: Rules, found: Comparison
) -> None:
    reference = _as_array(expected)
    if isinstance(expected, Returned):
        values = _matching_array(reference, got, place.path, rules)
    else:
        values = _matching_number(reference, got, place.path, rules)
    if reference.dtype.kind == "f":
        bounds = _bounds(expected, reference, place, rules)
        wrong, ratio = bounds.judged(values)
        if ratio is not None:
            found.worst_ratio = max(ratio, found.worst_ratio or 0.0)
    else:
        wrong = np.asarray(values != reference)
    amount = int(wrong.sum())
    _count(found, place.path, amount, wrong.size)
    if not amount:
        return
    shown = bounds.target.astype(rules.dtype) if reference.dtype.kind == "f" else reference
    for index in _first_indices(wrong, MOST_MISMATCHES - len(found.mismatches)):
        _note(found, Mismatch(place.path, index, _text(values[index]), _text(shown[index])))


def _bounds(expected: Value, reference: Array, place: _Place, rules: Rules) -> Bounds:
    scale = place.scale_array if rules.tolerance.kind == "reduction" else None
    widened = GPU_FACTOR if rules.device == "cuda" else 1.0
    if scale is None and isinstance(expected, Returned) and reference.size <= _SMALL:
        return kept_bounds(expected, rules.dtype, rules.tolerance, widened)
    return bounds_for(reference, rules.dtype, rules.tolerance, scale=scale, widened=widened)


def _first_indices(wrong: NDArray[np.bool_], most: int) -> list[tuple[int, ...]]:
    flat = np.flatnonzero(wrong)[: max(most, 0)]
    return [tuple(int(one) for one in np.unravel_index(at, wrong.shape)) for at in flat]


def _matching_array(reference: Array, got: Value, path: str, rules: Rules) -> Array:
    """`got` as an array that may stand for the reference's array."""
    if not isinstance(got, Returned):
        if reference.shape == () and _number_will_do(reference, got, rules):
            return _as_array(got)
        raise _wrong_type(path, got, _array_name(rules.framework))
    if got.origin != rules.framework and not rules.lenient:
        raise _wrong_type(path, got, _array_name(rules.framework))
    _check_device(got, path, rules)
    _check_shape(got.array, reference, path)
    allowed = _allowed_dtypes(reference, got.array, rules)
    name = name_of(got.array.dtype)
    if name not in allowed:
        raise _Different("wrong-dtype", path, name, allowed[0])
    return got.array


def _number_will_do(reference: Array, got: Value, rules: Rules) -> bool:
    """Whether a Python number may stand for an array of shape (): not for a float tensor."""
    if not _same_kind(reference, got):
        return False
    return rules.framework == "numpy" or rules.lenient or reference.dtype.kind != "f"


def _matching_number(reference: Array, got: Value, path: str, rules: Rules) -> Array:
    """`got` as an array of shape () that may stand for the reference's Python number."""
    name = {"b": "bool", "i": "int", "f": "float"}[reference.dtype.kind]
    if not isinstance(got, Returned):
        if not _same_kind(reference, got):
            raise _wrong_type(path, got, name)
        return _as_array(got)
    _check_shape(got.array, reference, path)
    allowed = {
        "b": ("bool",),
        "i": ("int64", "int8", "int16", "int32", "uint8"),
        "f": (rules.dtype, "float64"),
    }[reference.dtype.kind]
    if got.array.dtype.name not in allowed:
        raise _Different("wrong-dtype", path, got.array.dtype.name, allowed[0])
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
        raise _Different("wrong-shape", path, str(got.shape), str(reference.shape))


def _check_device(got: Returned, path: str, rules: Rules) -> None:
    device = got.device.partition(":")[0]
    if rules.framework == "torch" and got.origin == "torch" and device != rules.device:
        raise _Different("wrong-device", path, device, rules.device)


def _allowed_dtypes(reference: Array, got: Array, rules: Rules) -> tuple[str, ...]:
    """The dtypes that may stand for the reference's; the first is the one to name."""
    if reference.dtype.kind != "f":
        return (reference.dtype.name,)
    if rules.lenient:
        return (rules.dtype, "float16", "float32", "float64")
    # A NumPy float64 scalar is a Python float, so it is treated like one.
    is_scalar = got.shape == () and rules.framework == "numpy"
    return (rules.dtype, "float64") if is_scalar else (rules.dtype,)


def _as_array(value: Value) -> Array:
    return value.array if isinstance(value, Returned) else np.asarray(value)


def _array_name(framework: Framework) -> str:
    return "torch.Tensor" if framework == "torch" else "numpy.ndarray"


def kind_of(value: Value) -> str:
    """What a value is, by the name that Python gives its type."""
    if isinstance(value, Returned):
        return _array_name(value.origin)
    return type(value).__name__


def _wrong_type(path: str, got: Value, expected: str) -> _Different:
    return _Different("wrong-type", path, kind_of(got), expected)


def _count(found: Comparison, path: str, wrong: int, of: int) -> None:
    """Count what is wrong in a leaf; the message speaks of the first leaf with anything wrong."""
    if wrong and not found.wrong:
        found.first_path, found.wrong, found.of = path, wrong, of


def _note(found: Comparison, mismatch: Mismatch) -> None:
    if len(found.mismatches) < MOST_MISMATCHES:
        found.mismatches.append(mismatch)


def _text(value: object) -> str:
    """A number as short as it can be told apart, anything else shortened."""
    formatter: Callable[[Any], str] = str if isinstance(value, np.generic) else repr
    return formatter(value)[:80]
