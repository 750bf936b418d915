"""Limits count a learner's day, whatever the number of sittings."""

from django.contrib.auth.models import User

from cards.models import Review
from cards.scheduling.queue import next_card, showing_of, today
from cards.scheduling.session import undo_last
from cards.tests.answering import (
    DAY,
    NOON,
    answer,
    cards_shown,
    change_profile,
    learnt,
    work_through,
)
from cards.tests.factories import make_card


def test_no_more_new_cards_than_the_limit_are_introduced_in_a_day(alice: User) -> None:
    change_profile(alice, new_per_day=2)
    cards = [make_card() for _ in range(5)]
    assert cards_shown(alice) == cards[:2]
    assert next_card(alice, now=NOON + DAY / 3) is None
    shown = [card for card, phase in work_through(alice, now=NOON + DAY) if phase == "new"]
    assert shown == cards[2:4]


def test_overdue_and_due_cards_share_the_limit_of_reviews(alice: User) -> None:
    change_profile(alice, reviews_per_day=2, new_per_day=0)
    overdue, due, too_many = (make_card() for _ in range(3))
    learnt(alice, overdue, due=-2)
    learnt(alice, due, due=-1)
    learnt(alice, too_many, due=0)
    assert cards_shown(alice) == [overdue, due]
    assert cards_shown(alice, now=NOON + DAY)[0] == too_many


def test_new_cards_do_not_use_up_reviews_nor_reviews_new_cards(alice: User) -> None:
    change_profile(alice, reviews_per_day=1, new_per_day=1)
    due, new, *_more = (make_card() for _ in range(4))
    learnt(alice, due, due=0)
    assert cards_shown(alice) == [due, new]


def test_drill_has_no_limit(alice: User) -> None:
    change_profile(alice, reviews_per_day=0, new_per_day=0)
    cards = [make_card() for _ in range(3)]
    for card in cards:
        learnt(alice, card, due=2, drilling=True)
    assert sorted(card.pk for card in cards_shown(alice)) == [card.pk for card in cards]
    assert today(alice, now=NOON).done_drill == 3


def test_a_due_card_beyond_the_limit_is_not_shown_as_drill(alice: User) -> None:
    change_profile(alice, reviews_per_day=0)
    learnt(alice, make_card(), due=0, drilling=True)
    assert next_card(alice, now=NOON) is None
    assert today(alice, now=NOON).total == 0


def test_an_undone_answer_does_not_count(alice: User) -> None:
    change_profile(alice, new_per_day=1)
    card = make_card()
    make_card()
    answer(alice, card)
    assert next_card(alice, now=NOON) is None
    undo_last(learner=alice, now=NOON)
    assert cards_shown(alice) == [card]


def test_a_bound_lowered_in_the_middle_of_the_day_is_never_negative(alice: User) -> None:
    for _ in range(3):
        answer(alice, make_card())
    make_card()
    change_profile(alice, new_per_day=1)
    work = today(alice, now=NOON)
    assert (work.new, work.done_new, next_card(alice, now=NOON)) == (0, 3, None)


def test_a_card_already_on_the_screen_may_still_be_answered_beyond_the_limit(alice: User) -> None:
    change_profile(alice, new_per_day=1)
    first, shown = make_card(), make_card()
    answer(alice, first)
    showing = showing_of(alice, shown, now=NOON)
    assert showing is not None
    assert answer(alice, shown, version=showing.version).phase == Review.Phase.NEW


def test_another_learners_answers_do_not_count(alice: User, bob: User) -> None:
    change_profile(alice, new_per_day=1)
    card = make_card()
    answer(bob, card)
    assert cards_shown(alice) == [card]
