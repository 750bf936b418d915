"""The comparison against an independent computation with exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from sandbox.exercises.authoring import Dtype, Tolerance, ToleranceKind
from sandbox.judge.grader.comparison import Comparison, compare
from sandbox.judge.grader.matching import Rules
from sandbox.judge.values import Returned
from sandbox.judge.wire import Array

Floats = NDArray[np.float64]

DTYPES: list[Dtype] = ["float16", "float32", "float64"]
# Moderate sizes, so that the perturbed values are exact enough to be told apart in each dtype.
ELEMENTS = st.floats(-8.0, 8.0, width=16)
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, max_side=4)
REFERENCES = hnp.arrays(np.float64, SHAPES, elements=ELEMENTS)


def fraction_bounds(reference: Floats, dtype: Dtype, tolerance: Tolerance) -> list[Fraction]:
    """The allowed error of each element, flat, by the rule in words and in exact fractions."""
    eps = Fraction(float(np.finfo(dtype).eps))
    tiny = Fraction(float(np.finfo(dtype).smallest_normal))
    values = [abs(Fraction(float(one))) for one in reference.ravel()]
    floor = Fraction(tolerance.floor)
    largest = max([*values, floor])
    relative = Fraction(tolerance.relative_factor) * eps
    absolute = Fraction(tolerance.absolute_factor) * eps
    if dtype == "float64":
        least = Fraction(1e-7)
        relative = max(relative, least) if relative else relative
        absolute = max(absolute, least) if absolute else absolute
    if tolerance.kind == "reduction":
        return [relative * max(largest, tiny)] * len(values)
    return [relative * max(value, tiny) + absolute * largest for value in values]


def is_close(reference: Floats, got: Array, bounds: list[Fraction]) -> list[bool]:
    return [
        abs(Fraction(float(value)) - Fraction(float(wanted))) <= bound
        for value, wanted, bound in zip(got.ravel(), reference.ravel(), bounds, strict=True)
    ]


def compared(reference: Array, got: Array, dtype: Dtype, tolerance: Tolerance) -> Comparison:
    rules = Rules(dtype, tolerance, "numpy")
    return compare(Returned(reference, "numpy"), Returned(got, "numpy"), rules)


@pytest.mark.parametrize("kind", ["elementwise", "reduction"])
@pytest.mark.parametrize("dtype", DTYPES)
@settings(deadline=None)
@given(reference=REFERENCES, data=st.data())
def test_agrees_with_exact_fractions_on_every_element(
    kind: ToleranceKind, dtype: Dtype, reference: Array, data: st.DataObject
) -> None:
    tolerance = Tolerance(
        kind,
        data.draw(st.sampled_from([None, 4.0, 100.0])),
        data.draw(st.sampled_from([None, 0.0, 50.0])),
        data.draw(st.sampled_from([0.0, 1.0])),
    )
    bounds = fraction_bounds(reference, dtype, tolerance)
    shares = hnp.arrays(np.float64, reference.shape, elements=st.floats(-2.0, 2.0, width=16))
    width = np.array([float(one) for one in bounds]).reshape(reference.shape)
    drawn = data.draw(shares)
    drawn[np.abs(np.abs(drawn) - 1) < 1e-3] = 0.5  # on the very edge roundings decide
    got = (reference + drawn * width).astype(dtype)
    close = is_close(reference, got, bounds)
    found = compared(reference, got, dtype, tolerance)
    assert found.equal == all(close)
    assert found.wrong == close.count(False)
    wrong = [np.unravel_index(at, got.shape) for at, right in enumerate(close) if not right]
    assert [one.index for one in found.mismatches] == [tuple(map(int, at)) for at in wrong[:5]]


@pytest.mark.parametrize("dtype", DTYPES)
@settings(deadline=None)
@given(
    reference=REFERENCES.filter(lambda one: one.size > 0 and np.abs(one).max() > 0.25),
    sign=st.sampled_from([-1.0, 1.0]),
)
def test_errors_of_both_signs_pass_below_the_tolerance_and_fail_above(
    dtype: Dtype, reference: Array, sign: float
) -> None:
    tolerance = Tolerance("reduction", 64.0)
    (bound, *_) = fraction_bounds(reference, dtype, tolerance)
    below = (reference + sign * 0.9 * float(bound)).astype(dtype)
    above = (reference + sign * 1.1 * float(bound)).astype(dtype)
    assert compared(reference, below, dtype, tolerance).equal
    assert compared(reference, above, dtype, tolerance).wrong == reference.size


@settings(deadline=None)
@given(reference=REFERENCES.filter(lambda one: one.size > 0), data=st.data())
def test_one_changed_element_is_found_at_its_index(reference: Array, data: st.DataObject) -> None:
    flat = data.draw(st.integers(0, reference.size - 1))
    index = tuple(int(one) for one in np.unravel_index(flat, reference.shape))
    got = reference.astype(np.float32)
    got[index] += np.float32(1.0)
    (mismatch,) = compared(reference, got, "float32", Tolerance("elementwise")).mismatches
    assert mismatch.index == index
    assert mismatch.path == "result"
    assert float(mismatch.got) == pytest.approx(float(mismatch.expected) + 1.0, rel=1e-6)


@settings(deadline=None)
@given(reference=REFERENCES, data=st.data())
def test_exact_outputs_may_not_differ_by_the_last_bit(
    reference: Array, data: st.DataObject
) -> None:
    got = reference.astype(np.float32)
    assert compared(reference, got, "float32", Tolerance("exact")).equal
    if reference.size:
        flat = data.draw(st.integers(0, reference.size - 1))
        index = np.unravel_index(flat, reference.shape)
        got[index] = np.nextafter(got[index], np.float32(np.inf))
        assert compared(reference, got, "float32", Tolerance("exact")).wrong == 1


@settings(deadline=None)
@given(
    wanted=st.sampled_from([np.nan, np.inf, -np.inf, 1.0]),
    got=st.sampled_from([np.nan, np.inf, -np.inf, 1.0]),
    kind=st.sampled_from(["exact", "elementwise", "reduction"]),
)
def test_nan_and_infinities_must_stand_in_place_and_with_their_sign(
    wanted: float, got: float, kind: ToleranceKind
) -> None:
    reference, returned = np.array([2.0, wanted]), np.array([2.0, got], np.float32)
    found = compared(reference, returned, "float32", Tolerance(kind))
    same = (np.isnan(wanted) and np.isnan(got)) or wanted == got
    assert found.equal == same
    assert [one.index for one in found.mismatches] == ([] if same else [(1,)])


@settings(deadline=None)
@given(
    reference=hnp.arrays(np.int64, SHAPES, elements=st.integers(-(2**62), 2**62)),
    data=st.data(),
)
def test_integers_are_always_exact(reference: Array, data: st.DataObject) -> None:
    got = reference.copy()
    changed = data.draw(hnp.arrays(np.bool_, reference.shape))
    got[changed] += 1
    found = compared(reference, got, "float32", Tolerance("elementwise", 1e6))
    assert found.wrong == int(changed.sum())


@settings(deadline=None)
@given(
    reference=REFERENCES,
    shape=hnp.array_shapes(min_dims=0, max_dims=3, max_side=4),
)
def test_no_shape_is_taken_for_another(reference: Array, shape: tuple[int, ...]) -> None:
    got = np.zeros(shape, np.float32)
    found = compared(reference, got, "float32", Tolerance("reduction", 1e9))
    assert (found.message is not None and found.message.code == "wrong-shape") == (
        shape != reference.shape
    )


@settings(deadline=None)
@given(reference=REFERENCES.filter(lambda one: one.size > 0))
def test_the_ratio_tells_how_much_of_the_tolerance_is_used(reference: Array) -> None:
    tolerance = Tolerance("reduction", 64.0, floor=1.0)
    (bound, *_) = fraction_bounds(reference, "float32", tolerance)
    got = (reference + 0.5 * float(bound)).astype(np.float32)
    ratio = compared(reference, got, "float32", tolerance).worst_ratio
    assert ratio == pytest.approx(0.5, abs=0.02)
