"""The grade buttons promise what an answer then does."""

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from cards.models import Card, Review, Schedule
from cards.scheduling.queue import showing_of
from cards.scheduling.session import Preview, previews
from cards.scheduling.showing import Showing
from cards.scheduling.states import State, next_state
from cards.tests.answering import NOON, answer, day_of, learnt
from cards.tests.factories import make_card

PASTS = {
    "new": {},
    "first review": {"due": 0, "interval": 1, "repetitions": 1},
    "failed before": {"due": 0, "interval": 1, "repetitions": 0, "lapses": 7},
    "overdue": {"due": -9, "interval": 15, "repetitions": 3, "ef": 213},
    "at the cap": {"due": 0, "interval": 36_500, "repetitions": 30, "ef": 400},
    "drill": {"due": 15, "interval": 15, "repetitions": 3, "drilling": True},
    "learnt further east": {"due": 0, "interval": 6, "last_day": 10**6},
}


@pytest.mark.parametrize("grade", range(6))
@pytest.mark.parametrize("past", PASTS)
def test_a_preview_is_what_the_answer_does(alice: User, past: str, grade: int) -> None:
    card, today = make_card(), day_of(alice)
    if PASTS[past]:
        learnt(alice, card, **PASTS[past])
    showing = showing_of(alice, card, now=NOON)
    assert showing is not None
    promised = previews(showing, today=today)
    assert list(promised) == [0, 1, 2, 3, 4, 5]
    answer(alice, card, grade)
    schedule = Schedule.objects.get()
    assert schedule.due_day is not None
    assert promised[grade] == Preview(days=schedule.due_day - today, drill=schedule.drilling)


def test_a_new_card_comes_back_tomorrow_whatever_the_grade(alice: User) -> None:
    showing = Showing(Card(), None, Review.Phase.NEW)
    days = [(preview.days, preview.drill) for preview in previews(showing, today=5).values()]
    assert days == [(1, True)] * 4 + [(1, False)] * 2


states = st.builds(
    State,
    repetitions=st.integers(0, 50),
    interval=st.integers(1, 36_500),
    ef=st.integers(130, 500),
    due_day=st.integers(20_000, 20_100),
    last_day=st.integers(19_900, 20_100),
    lapses=st.integers(0, 30),
    drilling=st.booleans(),
    leech=st.booleans(),
)


@given(states, st.integers(0, 5), st.integers(20_000, 20_200), st.integers(0, 10))
def test_an_answer_always_puts_a_card_into_the_future(
    state: State, grade: int, today: int, leech_lapses: int
) -> None:
    after = next_state(state, grade, drill=False, today=today, leech_lapses=leech_lapses)
    assert after.due_day is not None
    assert after.last_day is not None
    assert after.due_day > today
    assert after.due_day - after.last_day == after.interval >= 1
    assert after.last_day >= today
    assert after.last_day >= (state.last_day or 0)
    assert after.lapses - state.lapses == (grade < 3 and state.repetitions > 0)
    assert after.leech or not state.leech


@given(states, st.integers(0, 5), st.integers(20_000, 20_200))
def test_drill_only_decides_whether_it_goes_on(state: State, grade: int, today: int) -> None:
    after = next_state(state, grade, drill=True, today=today, leech_lapses=1)
    assert after.drilling == (grade < 4)
    assert {name for name in State.__slots__ if getattr(after, name) != getattr(state, name)} <= {
        "drilling"
    }
