"""Undo puts a schedule back exactly, across cards, phases and days."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.models import Card, Flag, Review, Schedule
from cards.scheduling.queue import next_card, showing_of, today
from cards.scheduling.session import bury_card, suspend_card, undo_last, unsuspend_card
from cards.tests.answering import DAY, NOON, answer, change_profile, day_of, learnt
from cards.tests.factories import make_card


def state_of(learner: User, card: Card) -> dict[str, Any]:
    """Everything but the version; a card never answered is as good as one without schedule."""
    kept = [f.attname for f in Schedule._meta.fields if f.name not in {"id", "version", "learner"}]
    found: dict[str, Any] | None
    found = Schedule.objects.filter(learner=learner, card=card).values(*kept).first()
    if found is None or found["due_day"] is None:
        found = {f.attname: f.get_default() for f in Schedule._meta.fields if f.attname in kept}
        return {**found, "card_id": card.pk, "updated_at": None}
    return found


def test_undo_gives_the_review_and_keeps_its_row(alice: User) -> None:
    card = make_card()
    review = answer(alice, card)
    undone = undo_last(learner=alice, now=NOON + timedelta(minutes=2))
    assert undone == review
    review.refresh_from_db()
    assert review.undone_at == NOON + timedelta(minutes=2)
    assert (review.grade, review.interval_after) == (4, 1)


def test_there_may_be_nothing_to_undo(alice: User) -> None:
    assert undo_last(learner=alice, now=NOON) is None


def test_a_first_answer_undone_leaves_a_new_card(alice: User) -> None:
    card = make_card()
    answer(alice, card, 0)
    undo_last(learner=alice, now=NOON)
    showing = next_card(alice, now=NOON)
    assert showing is not None
    assert (showing.card, showing.phase, showing.version) == (card, "new", 2)
    assert today(alice, now=NOON).done == 0


@pytest.mark.parametrize("grade", range(6))
@pytest.mark.parametrize("due", [0, -5, 4])
def test_every_field_comes_back(alice: User, grade: int, due: int) -> None:
    card = make_card()
    learnt(alice, card, due=due, interval=12, drilling=True, ef=177, lapses=7, leech=True)
    earlier = NOON - 3 * DAY
    Schedule.objects.update(buried_until=day_of(alice), updated_at=earlier)
    before = Schedule.objects.values().get()
    answer(alice, card, grade)
    undo_last(learner=alice, now=NOON)
    assert Schedule.objects.values().get() == {**before, "version": before["version"] + 2}


def test_answers_are_undone_newest_first_also_those_of_yesterday(alice: User) -> None:
    first, second = make_card(), make_card()
    answer(alice, first, 2)
    answer(alice, first, 4)
    answer(alice, second, now=NOON + DAY)
    undone = [undo_last(learner=alice, now=NOON + DAY) for _ in range(4)]
    assert [(review.card, review.phase) for review in undone if review] == [
        (second, "new"),
        (first, "drill"),
        (first, "new"),
    ]
    assert undone[3] is None


def test_a_card_answered_anew_after_an_undo_is_undone_anew(alice: User) -> None:
    card = make_card()
    answer(alice, card, 2)
    undo_last(learner=alice, now=NOON)
    answer(alice, card, 5)
    assert Schedule.objects.get().ef == 260
    undo_last(learner=alice, now=NOON)
    assert Schedule.objects.get().due_day is None


def test_one_learner_does_not_undo_for_another(alice: User, bob: User) -> None:
    answer(alice, make_card())
    assert undo_last(learner=bob, now=NOON) is None
    assert not Review.objects.filter(undone_at__isnull=False).exists()


def test_thirty_answers_are_undone_and_no_more(alice: User) -> None:
    change_profile(alice, new_per_day=100)
    cards = [make_card() for _ in range(33)]
    for card in cards:
        answer(alice, card)
    undone = [undo_last(learner=alice, now=NOON + timedelta(minutes=1)) for _ in range(32)]
    assert [review.card for review in undone if review] == cards[:2:-1]
    assert undone[30:] == [None, None]


def test_only_undoing_in_a_row_counts_towards_the_thirty(alice: User) -> None:
    change_profile(alice, new_per_day=100)
    first, card = make_card(), make_card()
    answer(alice, first)
    for minute in range(0, 80, 2):
        answer(alice, card, now=NOON + timedelta(minutes=minute))
        undo_last(learner=alice, now=NOON + timedelta(minutes=minute + 1))
    undone = undo_last(learner=alice, now=NOON + timedelta(minutes=90))
    assert undone is not None
    assert undone.card == first


def test_what_was_suspended_after_the_answer_stays_suspended(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, interval=6)
    answer(alice, card)
    suspend_card(learner=alice, card=card)
    undo_last(learner=alice, now=NOON)
    schedule = Schedule.objects.get()
    assert (schedule.suspended, schedule.interval, schedule.due_day) == (True, 6, day_of(alice))
    unsuspend_card(learner=alice, card=card)
    assert showing_of(alice, card, now=NOON) is not None


def test_what_was_buried_after_the_answer_stays_buried(alice: User) -> None:
    card = make_card()
    answer(alice, card, 2)
    bury_card(learner=alice, card=card, now=NOON)
    undo_last(learner=alice, now=NOON)
    assert next_card(alice, now=NOON) is None
    assert next_card(alice, now=NOON + DAY) is not None


def make_leech(learner: User) -> Card:
    card = make_card()
    learnt(learner, card, due=0, lapses=7)
    answer(learner, card, 0)
    return card


def test_a_leech_brought_back_is_not_suspended_by_undo(alice: User) -> None:
    unsuspend_card(learner=alice, card=make_leech(alice))
    undo_last(learner=alice, now=NOON)
    assert not Schedule.objects.get().suspended


def test_a_leech_suspended_once_more_by_hand_stays_suspended(alice: User) -> None:
    card = make_leech(alice)
    unsuspend_card(learner=alice, card=card)
    suspend_card(learner=alice, card=card)
    undo_last(learner=alice, now=NOON)
    assert Schedule.objects.get().suspended


def test_a_leech_that_was_buried_too_is_brought_back_by_undo(alice: User) -> None:
    card = make_leech(alice)
    bury_card(learner=alice, card=card, now=NOON)
    undo_last(learner=alice, now=NOON)
    assert not Schedule.objects.get().suspended


def test_a_leech_suspended_by_an_answer_before_the_last_is_brought_back_in_turn(
    alice: User,
) -> None:
    leech, other = make_leech(alice), make_card()
    answer(alice, other)
    undo_last(learner=alice, now=NOON)
    assert Schedule.objects.get(card=leech).suspended
    undo_last(learner=alice, now=NOON)
    assert not Schedule.objects.get(card=leech).suspended


def test_flags_are_not_undone(alice: User) -> None:
    card = make_card()
    answer(alice, card)
    Flag.objects.create(learner=alice, card=card, note="Wrong sign.")
    undo_last(learner=alice, now=NOON)
    assert Flag.objects.count() == 1


# One step: (card, grade, whether it is undone, hours until the next).
steps = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 5), st.booleans(), st.sampled_from([0, 1, 30, 200])
    ),
    max_size=14,
)


@given(steps=steps)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_history_with_answers_undone_equals_one_that_never_had_them(
    alice: User, bob: User, steps: list[tuple[int, int, bool, int]]
) -> None:
    cards, now = [make_card() for _ in range(3)], NOON
    for place, grade, undone, hours in steps:
        card = cards[place]
        now += timedelta(hours=hours, minutes=1)
        if showing_of(alice, card, now=now) is None:
            assert showing_of(bob, card, now=now) is None
            continue
        answer(alice, card, grade, now=now)
        if undone:
            undo_last(learner=alice, now=now)
        else:
            answer(bob, card, grade, now=now)
        for each in cards:
            assert state_of(alice, each) == state_of(bob, each)
    # Which of the cards due today comes first is mixed differently for each learner.
    alices, bobs = (replace(today(learner, now=now), next=None) for learner in (alice, bob))
    assert alices == bobs
    hers, his = next_card(alice, now=now), next_card(bob, now=now)
    assert (hers is None) == (his is None)
    if hers and his:
        assert hers.phase == his.phase


@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5)), max_size=12))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_undoing_everything_walks_back_through_every_state(
    alice: User, steps: list[tuple[int, int]]
) -> None:
    cards, now, states = [make_card() for _ in range(3)], NOON, []
    Review.objects.filter(learner=alice).delete()
    for place, grade in steps:
        now += timedelta(hours=13)
        if showing_of(alice, cards[place], now=now) is not None:
            states.append([state_of(alice, card) for card in cards])
            answer(alice, cards[place], grade, now=now)
    while states:
        assert undo_last(learner=alice, now=now) is not None
        assert [state_of(alice, card) for card in cards] == states.pop()
    assert undo_last(learner=alice, now=now) is None
