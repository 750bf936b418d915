"""How far each value of an output may be from the float64 reference.

The rule is in docs/authoring-exercises.md; the factors were measured there on CPU.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.exercises.authoring import Dtype, Tolerance
from sandbox.judge.values import Returned

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEAST_RELATIVE_IN_FLOAT64 = 1e-7
"""Formulas are judged in float64, not the last roundings of one way to write them."""
GPU_FACTOR = 4.0
"""GPU kernels sum in other orders and fuse multiply and add: all bounds are this much wider."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The reference as it must come out and how far each value may be from it.

    `target` is the reference rounded to the case's dtype, in float64; where it is not finite the
    output must have the same NaN or the same infinity, elsewhere |output - reference| ≤ `width`.
    """

    reference: Floats
    target: Floats
    width: Floats
    finite: Mask = field(init=False)
    plain: bool = field(init=False)

    def __post_init__(self) -> None:
        finite = np.isfinite(self.reference) & np.isfinite(self.target)
        object.__setattr__(self, "finite", finite)
        plain = bool(finite.size) and bool((finite & (self.width > 0)).all())
        object.__setattr__(self, "plain", plain)

    def judged(self, got: NDArray[Any]) -> tuple[Mask, float | None]:
        """What `wrong` and `worst_ratio` say of `got`, at once where all is finite as usual."""
        values = got.astype(np.float64)
        if not self.plain or not np.isfinite(values).all():
            return self.wrong(got), self.worst_ratio(got)
        with np.errstate(over="ignore"):
            errors = np.abs(values - self.reference)
            ratio = float((errors / self.width).max())
        wrong: Mask = (errors > self.width) & (values != self.target)
        return wrong, ratio if np.isfinite(ratio) else None

    def wrong(self, got: NDArray[Any]) -> Mask:
        """Which elements of `got` (same shape, any real dtype) are not close enough."""
        values = got.astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):
            same = (values == self.target) | (np.isnan(values) & np.isnan(self.target))
            close = np.abs(values - self.reference) <= self.width
        right: Mask = np.where(self.finite, close | same, same)
        return ~right

    def worst_ratio(self, got: NDArray[Any]) -> float | None:
        """The largest error in units of its bound; None where no bound applies."""
        values = got.astype(np.float64)
        usable = self.finite & np.isfinite(values) & (self.width > 0)
        if not usable.any():
            return None
        with np.errstate(over="ignore"):
            errors = np.abs(values[usable] - self.reference[usable])
            ratio = float((errors / self.width[usable]).max())
        return ratio if np.isfinite(ratio) else None


def bounds_for(
    reference: NDArray[Any],
    dtype: Dtype,
    tolerance: Tolerance,
    *,
    scale: NDArray[Any] | None = None,
    widened: float = 1.0,
) -> Bounds:
    """The bounds around `reference` for outputs in `dtype`.

    `scale` (broadcastable to the reference) is what a reduction is measured against; max|ref|
    without it. Below the smallest normal number rounding is absolute, so nothing scales down
    further than that.
    """
    exact = reference.astype(np.float64)
    info = np.finfo(dtype)
    with np.errstate(over="ignore"):
        target = exact.astype(dtype).astype(np.float64)
    if tolerance.kind == "exact":
        return Bounds(target, target, np.zeros_like(exact))
    size = np.where(np.isfinite(exact), np.abs(exact), 0.0)
    largest = max(float(size.max(initial=0.0)), tolerance.floor)
    smallest = float(info.smallest_normal)
    relative = _relative(tolerance.relative_factor, dtype) * widened
    if tolerance.kind == "reduction":
        measure = np.full_like(exact, largest) if scale is None else _broadcast(scale, exact)
        width = relative * np.maximum(measure, max(smallest, tolerance.floor))
    else:
        absolute = _relative(tolerance.absolute_factor, dtype) * widened
        width = relative * np.maximum(size, smallest) + absolute * largest
    return Bounds(exact, target, width)


@lru_cache(maxsize=512)
def kept_bounds(expected: Returned, dtype: Dtype, tolerance: Tolerance, widened: float) -> Bounds:
    """The bounds of a result by its identity: a fixed case is compared in each submission."""
    return bounds_for(expected.array, dtype, tolerance, widened=widened)


def _relative(factor: float, dtype: Dtype) -> float:
    """`factor` eps; in float64 no less than formulas are judged by, but zero stays zero."""
    relative = factor * float(np.finfo(dtype).eps)
    if dtype == "float64" and factor > 0:
        return max(relative, LEAST_RELATIVE_IN_FLOAT64)
    return relative


def _broadcast(scale: NDArray[Any], like: Floats) -> Floats:
    """`scale` as non-negative float64 of the shape of `like`; ValueError where it does not fit."""
    values = np.abs(np.broadcast_to(scale.astype(np.float64), like.shape))
    return np.where(np.isfinite(values), values, 0.0)
