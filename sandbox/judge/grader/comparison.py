"""Compares what a submission returned with what the reference returned, leaf by leaf."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sandbox.judge.grader.matching import (
    Array,
    Different,
    Rules,
    as_array,
    kind_of,
    matching_array,
    matching_number,
    wrong_type,
)
from sandbox.judge.grader.messages import Message
from sandbox.judge.grader.report import Mismatch
from sandbox.judge.grader.tolerance import (
    GPU_FACTOR,
    Bounds,
    bounds_for,
    kept_bounds,
)
from sandbox.judge.values import Returned, Value

MOST_MISMATCHES = 5
_SMALL = 1024

Scale: TypeAlias = Value


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
    except Different as difference:
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
                raise wrong_type(place.path, got, kind_of(expected))
            if got != expected:
                _count(found, place.path, 1, 1)
                _note(found, Mismatch(place.path, (), _text(got), _text(expected)))
        case _:
            _compare_leaf(expected, got, place, rules, found)


def _sequence(
    expected: list[Value] | tuple[Value, ...], got: Value, path: str
) -> Iterator[tuple[Value, Value]]:
    if not isinstance(got, list | tuple):
        raise wrong_type(path, got, kind_of(expected))
    if len(got) != len(expected):
        raise Different("wrong-length", path, str(len(got)), str(len(expected)))
    return zip(expected, got, strict=True)


def _mapping(
    expected: dict[str, Value], got: Value, path: str
) -> Iterator[tuple[str, Value, Value]]:
    if not isinstance(got, dict):
        raise wrong_type(path, got, "dict")
    if got.keys() != expected.keys():
        raise Different("wrong-keys", path, _keys(got), _keys(expected))
    return ((key, value, got[key]) for key, value in expected.items())


def _keys(value: dict[str, Value]) -> str:
    return ", ".join(sorted(value))[:200]


def _compare_leaf(
    expected: Value, got: Value, place: _Place, rules: Rules, found: Comparison
) -> None:
    reference = as_array(expected)
    if isinstance(expected, Returned):
        values = matching_array(reference, got, place.path, rules)
    else:
        values = matching_number(reference, got, place.path, rules)
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
