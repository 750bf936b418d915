"""SM-2 agrees with its text, written down a second time with exact fractions."""

from fractions import Fraction
from math import ceil

from hypothesis import example, given
from hypothesis import strategies as st

from cards.scheduling.sm2 import INTERVAL_CAP, Memory, answer

grades = st.integers(0, 5)


def intervals_by_the_text(history: list[int]) -> list[tuple[int, Fraction]]:
    """Steps 2 to 6 of the 1990 text on one item: interval and factor after each answer."""
    factor, previous, run = Fraction(5, 2), 0, 0
    told = []
    for q in history:
        if q < 3:
            # "If the quality response was lower than 3 then start repetitions for the item from
            # the beginning without changing the E-Factor."
            run, previous = 0, 1
        else:
            run += 1
            previous = {1: 1, 2: 6}.get(run) or min(INTERVAL_CAP, ceil(previous * factor))
            factor += Fraction(1, 10) - (5 - q) * (Fraction(8, 100) + (5 - q) * Fraction(2, 100))
            factor = max(factor, Fraction(13, 10))
        told.append((previous, factor))
    return told


@given(st.lists(grades, max_size=60))
@example([5] * 40)
@example([3] * 60)
@example([5] * 12 + [3] * 12 + [0] + [5] * 12)
def test_any_history_gives_what_the_text_gives(history: list[int]) -> None:
    memory = Memory()
    for grade, (interval, factor) in zip(history, intervals_by_the_text(history), strict=True):
        memory = answer(memory, grade)
        assert (memory.interval, Fraction(memory.ef, 100)) == (interval, factor)


def test_floating_point_would_be_a_day_off() -> None:
    history = [5, 5, 5, 5, 5, 5]
    assert [interval for interval, _ in intervals_by_the_text(history)][-1] == 420
    assert ceil(140 * (2.5 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1)) == 421
