"""What the `cases.py` of an exercise is written with: cases, calls and tolerances.

A `cases.py` defines `samples()`, `hidden()` and `random(rng)`, each giving `Case`s.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from sandbox.judge.values import Strided

__all__ = ["AuthoringError", "Call", "Case", "Strided", "Tolerance"]

Dtype = Literal["float16", "float32", "float64"]
ToleranceKind = Literal["exact", "elementwise", "reduction"]

DEFAULT_FACTORS: Mapping[ToleranceKind, float] = {
    "exact": 0.0,
    "elementwise": 16.0,
    "reduction": 32.0,
}
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class AuthoringError(ValueError):
    """A case that contradicts itself; the message names the case."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a float may be from the float64 reference, in eps of the case's dtype.

    - `exact`: not at all.
    - `elementwise`: `factor·eps·|ref| + absolute·eps·max|ref|`, each element by its own size.
    - `reduction`: `factor·eps·scale`, where scale is the reference module's `scale(…)`
      (the sum of the absolute values of the terms) or else max|ref| of the output.

    In float64 a factor never asks for less than 1e-7: formulas are judged there, not roundings.
    `absolute` is `factor` where it is left out. `floor` is the least that max|ref| or the scale
    counts as, for outputs that are exactly zero in theory and rounding noise in practice.
    """

    kind: ToleranceKind
    factor: float | None = None
    absolute: float | None = None
    floor: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in DEFAULT_FACTORS:
            raise AuthoringError(f"a tolerance is exact, elementwise or reduction, not {self.kind}")
        for value in (self.factor, self.absolute, self.floor):
            if value is not None and not (np.isfinite(value) and value >= 0):
                raise AuthoringError("a tolerance's numbers are finite and not negative")

    @property
    def relative_factor(self) -> float:
        """The factor of eps in force."""
        return DEFAULT_FACTORS[self.kind] if self.factor is None else self.factor

    @property
    def absolute_factor(self) -> float:
        """The factor of eps·max|ref| in force; elementwise only."""
        return self.relative_factor if self.absolute is None else self.absolute


def _is_tuple_of_names(value: object) -> bool:
    """Whether nobody forgot the comma in `("x",)`."""
    return isinstance(value, tuple) and all(isinstance(name, str) for name in value)


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call of an object's method, or of the object itself where `method` is empty.

    Arguments are passed by position in the order of `args`. `mode` is set before the call:
    `nn.Module.train()` or `.eval()`, the attribute `training` elsewhere. `grad` names the
    arguments, and `grad_parameters` asks for the parameters, whose gradients count (torch only).
    """

    method: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    mode: Literal["train", "eval"] | None = None
    grad: tuple[str, ...] = ()
    grad_parameters: bool = False

    def __post_init__(self) -> None:
        if not _is_tuple_of_names(self.grad):
            raise AuthoringError(f"grad is a tuple of names, not {self.grad!r}")
        missing = [name for name in self.grad if name not in self.args]
        if missing:
            raise AuthoringError(f"grad names {missing[0]!r}, which is not among the arguments")
        if self.mode not in (None, "train", "eval"):
            raise AuthoringError(f"mode is train, eval or None, not {self.mode!r}")


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One case: what the submission is called with. What is right, the reference says.

    A function's case has `args` (and `grad`); an object's has `init`, perhaps `state` (parameters
    and buffers by dotted name) and `calls`, after each of which the attributes that `observe`
    names are compared. float64 arrays are rounded to `dtype` before anyone sees them; arrays of
    other dtypes and Python numbers stay as they are. `category` is a key of exercise.toml's
    `[categories]`. `frameworks` limits the case to these; for NumPy `grad` is left out.
    """

    name: str
    category: str
    args: Mapping[str, Any] | None = None
    dtype: Dtype = field(default="float64", kw_only=True)
    grad: tuple[str, ...] = field(default=(), kw_only=True)
    init: Mapping[str, Any] | None = field(default=None, kw_only=True)
    state: Mapping[str, Any] | None = field(default=None, kw_only=True)
    calls: tuple[Call, ...] = field(default=(), kw_only=True)
    observe: tuple[str, ...] = field(default=(), kw_only=True)
    device: Literal["cpu", "cuda"] = field(default="cpu", kw_only=True)
    frameworks: tuple[str, ...] | None = field(default=None, kw_only=True)
    tolerance: Tolerance | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        problem = next(self._problems(), None)
        if problem:
            raise AuthoringError(f"case {self.name!r}: {problem}")

    def _problems(self) -> Iterator[str]:
        if not self.name.strip() or len(self.name) > 100:
            yield "a name has 1 to 100 characters"
        if not _KEY.fullmatch(self.category):
            yield f"the category {self.category!r} is not lower-case words joined by -"
        if self.dtype not in ("float16", "float32", "float64"):
            yield f"dtype is float16, float32 or float64, not {self.dtype!r}"
        if self.device not in ("cpu", "cuda"):
            yield f"device is cpu or cuda, not {self.device!r}"
        if not all(map(_is_tuple_of_names, (self.grad, self.observe, self.frameworks or ()))):
            yield "grad, observe and frameworks are tuples of names"
        if self.calls or self.init is not None:
            yield from self._object_problems()
        elif self.state is not None or self.observe:
            yield "state and observe belong to objects: give init and calls too"
        elif any(name not in (self.args or {}) for name in self.grad):
            yield "grad names something that is not among the arguments"

    def _object_problems(self) -> Iterator[str]:
        if self.args is not None or self.grad:
            yield "args and grad belong to functions: give them with each call"
        if not self.calls:
            yield "an object needs at least one call"

    @property
    def is_object(self) -> bool:
        """Whether the case makes an object and calls it, rather than a function."""
        return bool(self.calls)

    def all_calls(self) -> tuple[Call, ...]:
        """The calls; a function's case is one call without a method."""
        return self.calls or (Call("", self.args or {}, None, self.grad),)
