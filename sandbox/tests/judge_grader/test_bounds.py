"""The bounds of a result: judged at once as one by one, and kept apart for each rule."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from sandbox.exercises.authoring import Dtype, Tolerance
from sandbox.judge.grader.tolerance import bounds_for, kept_bounds
from sandbox.judge.values import Returned

PAIRS = st.integers(0, 5).flatmap(
    lambda size: st.tuples(
        hnp.arrays(np.float64, size, elements=st.floats(-8, 8, width=16)),
        hnp.arrays(np.float64, size, elements=st.sampled_from([0.0, 1e-8, -1e-6, 1.0])),
        hnp.arrays(
            np.float64, size, elements=st.sampled_from([0.0] * 9 + [np.nan, np.inf, -np.inf])
        ),
        st.sampled_from(["exact", "elementwise", "reduction"]),
    )
)


@given(PAIRS, st.booleans())
def test_what_is_judged_at_once_is_what_is_judged_alone(
    pair: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], str],
    odd_reference: bool,  # noqa: FBT001
) -> None:
    reference, error, odd, kind = pair
    wanted = reference + odd if odd_reference else reference
    bounds = bounds_for(wanted, "float32", Tolerance(kind))  # type: ignore[arg-type]
    with np.errstate(all="ignore"):
        got = (reference + error + odd).astype(np.float32)
    wrong, ratio = bounds.judged(got)
    np.testing.assert_array_equal(wrong, bounds.wrong(got))
    assert ratio == bounds.worst_ratio(got)


def test_bounds_are_kept_for_one_result_and_one_rule() -> None:
    first, second = (Returned(np.array([value]), "numpy") for value in (1.0, 3.0))
    tolerance = Tolerance("elementwise")
    loose = Tolerance("elementwise", factor=1000.0)
    dtypes: tuple[Dtype, ...] = ("float16", "float32")
    for _ in range(2):
        for one in (first, second):
            for dtype in dtypes:
                for rule in (tolerance, loose):
                    for widened in (1.0, 4.0):
                        kept = kept_bounds(one, dtype, rule, widened)
                        fresh = bounds_for(one.array, dtype, rule, widened=widened)
                        assert kept.width == fresh.width
                        assert kept.reference == one.array
