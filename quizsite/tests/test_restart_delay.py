import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizsite.supervisor.backoff import (
    LONGEST_DELAY,
    STEADY_AFTER,
    crashes_in_a_row,
    restart_delay,
)


def test_delays_double_from_half_a_second_to_half_a_minute() -> None:
    assert [restart_delay(n) for n in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


@given(st.integers(min_value=1, max_value=10**9))
def test_a_delay_never_shrinks_and_never_exceeds_the_limit(crashes: int) -> None:
    assert restart_delay(crashes) <= restart_delay(crashes + 1) <= LONGEST_DELAY


def test_there_is_no_delay_without_a_crash() -> None:
    with pytest.raises(ValueError, match="first crash"):
        restart_delay(0)


def test_quick_crashes_add_up() -> None:
    assert crashes_in_a_row(3, ran_for=STEADY_AFTER - 0.1) == 4


def test_a_steady_run_forgets_earlier_crashes() -> None:
    assert crashes_in_a_row(3, ran_for=STEADY_AFTER) == 1
