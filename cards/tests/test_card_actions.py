"""Suspending, burying and flagging cards."""

import pytest
from django.contrib.auth.models import User

from cards.models import Card, Flag, Schedule
from cards.scheduling.queue import next_card
from cards.scheduling.session import (
    NotAnswerable,
    StaleSchedule,
    bury_card,
    flag_card,
    suspend_card,
    unsuspend_card,
)
from cards.tests.answering import DAY, MINUTE, NOON, answer, learnt
from cards.tests.factories import make_card


def shown(learner: User, *, days: int = 0) -> Card | None:
    showing = next_card(learner, now=NOON + days * DAY)
    return showing.card if showing else None


def test_a_suspended_card_does_not_come_back_by_itself(alice: User) -> None:
    card = make_card()
    suspend_card(learner=alice, card=card)
    assert shown(alice) is shown(alice, days=400) is None


def test_an_unsuspended_card_goes_on_where_it_was(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, interval=9)
    suspend_card(learner=alice, card=card)
    unsuspend_card(learner=alice, card=card)
    assert shown(alice) == card
    assert Schedule.objects.get().interval == 9


def test_suspending_twice_and_unsuspending_what_is_not_suspended_change_nothing(
    alice: User,
) -> None:
    card, never_touched = make_card(), make_card()
    suspend_card(learner=alice, card=card)
    once = Schedule.objects.values().get()
    suspend_card(learner=alice, card=card)
    unsuspend_card(learner=alice, card=never_touched)
    assert Schedule.objects.values().get() == once


def test_a_buried_card_comes_back_with_the_learners_next_day(alice: User) -> None:
    card = make_card()
    late = NOON.replace(hour=2)
    bury_card(learner=alice, card=card, now=late)
    assert next_card(alice, now=NOON.replace(hour=4) - MINUTE) is None
    assert next_card(alice, now=NOON.replace(hour=4)) is not None


def test_what_is_put_aside_in_one_tab_cannot_be_answered_in_another(alice: User) -> None:
    suspended, buried = make_card(), make_card()
    suspend_card(learner=alice, card=suspended)
    bury_card(learner=alice, card=buried, now=NOON)
    for card in (suspended, buried):
        with pytest.raises(NotAnswerable):
            answer(alice, card, version=0)


def test_a_form_from_before_a_suspension_is_stale_after_it(alice: User) -> None:
    card = make_card()
    suspend_card(learner=alice, card=card)
    unsuspend_card(learner=alice, card=card)
    with pytest.raises(StaleSchedule):
        answer(alice, card, version=0)


def test_one_learner_puts_nothing_aside_for_another(alice: User, bob: User) -> None:
    card = make_card()
    suspend_card(learner=alice, card=card)
    bury_card(learner=alice, card=card, now=NOON)
    unsuspend_card(learner=bob, card=card)
    assert (shown(alice), shown(bob)) == (None, card)
    assert Schedule.objects.get(learner=alice).suspended


def test_a_flag_waits_open_for_the_admins(alice: User) -> None:
    card = make_card()
    flag = flag_card(learner=alice, card=card, note="  The sign is wrong. \n")
    assert list(Flag.objects.values("learner", "card", "note", "resolved_at")) == [
        {"learner": alice.pk, "card": card.pk, "note": "The sign is wrong.", "resolved_at": None}
    ]
    assert flag.pk is not None


@pytest.mark.parametrize("note", ["", " \n", "x" * 2001])
def test_a_flag_says_something_and_not_too_much(alice: User, note: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        flag_card(learner=alice, card=make_card(), note=note)
    assert not Flag.objects.exists()
