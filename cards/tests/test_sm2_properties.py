"""What holds for SM-2 whatever is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.scheduling.sm2 import EF_FLOOR, EF_START, INTERVAL_CAP, Memory, answer, needs_drill

histories = st.lists(st.integers(0, 5), max_size=40)
fails = st.integers(0, 2)
passes = st.integers(3, 5)


def after(history: list[int]) -> Memory:
    memory = Memory()
    for grade in history:
        memory = answer(memory, grade)
    return memory


@given(histories)
def test_the_easiness_factor_never_falls_below_its_floor(history: list[int]) -> None:
    assert after(history).ef >= EF_FLOOR == 130


def test_the_floor_is_reached_and_left_again() -> None:
    lowest = after([3] * 9)
    assert (after([3] * 8).ef, lowest.ef, answer(lowest, 3).ef) == (138, 130, 130)
    assert answer(lowest, 5).ef == 140


@given(histories, fails)
def test_a_fail_starts_over_and_keeps_the_easiness_factor(history: list[int], grade: int) -> None:
    before = after(history)
    assert answer(before, grade) == Memory(repetitions=0, interval=1, ef=before.ef)


@given(histories, passes)
def test_a_pass_never_shortens_the_interval_and_lengthens_it_up_to_the_cap(
    history: list[int], grade: int
) -> None:
    before = after(history)
    interval = answer(before, grade).interval
    # Only the first pass after a fail repeats the interval of one day.
    assert interval > before.interval or interval == INTERVAL_CAP or before.repetitions == 0
    assert interval >= before.interval


@given(histories, passes)
def test_the_grade_of_a_pass_only_shows_in_the_interval_after_the_next(
    history: list[int], grade: int
) -> None:
    before = after(history)
    assert answer(before, grade).interval == answer(before, 4).interval


@given(histories)
def test_a_better_grade_never_gives_a_sooner_day(history: list[int]) -> None:
    before = after(history)
    intervals = [answer(before, grade).interval for grade in range(6)]
    factors = [answer(before, grade).ef for grade in range(3, 6)]
    assert intervals == sorted(intervals)
    assert factors == sorted(factors)


def test_no_interval_is_longer_than_a_hundred_years() -> None:
    assert after([5] * 9).interval < INTERVAL_CAP
    assert after([5] * 10).interval == after([5] * 40).interval == INTERVAL_CAP == 36_500


@pytest.mark.parametrize("grade", [-1, 6, 7, 3.5, None, "4"])
def test_what_is_no_grade_is_refused(grade: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 5"):
        answer(Memory(), grade)


def test_a_new_card_starts_at_two_and_a_half() -> None:
    assert Memory() == Memory(repetitions=0, interval=0, ef=EF_START)
    assert EF_START == 250


def test_everything_below_four_is_drilled_even_the_pass_with_three() -> None:
    assert [needs_drill(grade) for grade in range(6)] == [True, True, True, True, False, False]
