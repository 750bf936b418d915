"""Overdue cards come first, then cards due today, then new ones, then drill."""

from django.contrib.auth.models import User

from cards.models import Card, Review, Schedule
from cards.scheduling.queue import next_card
from cards.tests.answering import (
    DAY,
    MINUTE,
    NOON,
    answer,
    cards_shown,
    day_of,
    learnt,
    work_through,
)
from cards.tests.factories import make_card, make_section

NEW, REVIEW, DRILL = Review.Phase.NEW, Review.Phase.REVIEW, Review.Phase.DRILL


def test_nothing_to_do_shows_no_card(alice: User) -> None:
    assert next_card(alice, now=NOON) is None


def test_the_phases_follow_each_other(alice: User) -> None:
    in_drill, new, due, overdue = (make_card() for _ in range(4))
    learnt(alice, in_drill, due=3, drilling=True)
    learnt(alice, due, due=0)
    learnt(alice, overdue, due=-1)
    assert work_through(alice) == [
        (overdue, REVIEW),
        (due, REVIEW),
        (new, NEW),
        (in_drill, DRILL),
    ]


def test_the_most_overdue_for_its_interval_comes_first(alice: User) -> None:
    half, double, tenth, equal = (make_card() for _ in range(4))
    learnt(alice, half, due=-10, interval=20)
    learnt(alice, double, due=-4, interval=2)
    learnt(alice, tenth, due=-50, interval=500)
    learnt(alice, equal, due=-3, interval=3)
    assert cards_shown(alice) == [double, equal, half, tenth]


def test_of_equally_overdue_cards_the_one_due_longest_comes_first_then_the_older_card(
    alice: User,
) -> None:
    first, second, longest = (make_card() for _ in range(3))
    learnt(alice, second, due=-2, interval=6)
    learnt(alice, first, due=-2, interval=6)
    learnt(alice, longest, due=-7, interval=21)
    assert cards_shown(alice) == [longest, first, second]


def test_a_card_one_day_late_comes_before_any_card_due_today(alice: User) -> None:
    cards = [make_card() for _ in range(12)]
    late = make_card()
    for card in cards:
        learnt(alice, card, due=0, interval=1)
    learnt(alice, late, due=-1, interval=36_500)
    assert cards_shown(alice, most=1) == [late]


def order_due_today(learner: User, cards: list[Card], days: int = 0) -> list[Card]:
    now = NOON + days * DAY
    Schedule.objects.filter(learner=learner).delete()
    for card in cards:
        learnt(learner, card, due=days)
    order = []
    for _ in cards:
        showing = next_card(learner, now=now)
        assert showing is not None
        order.append(showing.card)
        Schedule.objects.filter(learner=learner, card=showing.card).delete()
        Schedule.objects.create(learner=learner, card=showing.card, suspended=True)
    return order


def test_cards_due_today_are_mixed_and_stay_so_all_day(alice: User, bob: User) -> None:
    section = make_section()
    cards = [make_card(section) for _ in range(12)]
    mixed = order_due_today(alice, cards)
    assert sorted(mixed, key=lambda card: card.pk) == cards != mixed
    assert order_due_today(alice, cards) == mixed
    assert order_due_today(bob, cards) != mixed
    assert order_due_today(alice, cards, days=1) != mixed


def test_new_cards_come_in_the_order_of_the_document(alice: User) -> None:
    early, late = make_section(), None
    late = make_section(early.document)
    last = make_card(late, order=30)
    first = make_card(early, order=10)
    middle = make_card(early, order=20)
    assert cards_shown(alice) == [first, middle, last]


def test_documents_take_turns_and_the_one_behind_comes_first(alice: User) -> None:
    second, first = make_section(), make_section()
    first.document.position, second.document.position = 1, 2
    first.document.save()
    second.document.save()
    ones = [make_card(first) for _ in range(4)]
    twos = [make_card(second) for _ in range(2)]
    answer(alice, ones[0])
    assert cards_shown(alice) == [twos[0], ones[1], twos[1], ones[2], ones[3]]


def test_turns_are_taken_anew_each_day(alice: User) -> None:
    first, second = make_section(), make_section()
    ones, twos = ([make_card(section) for _ in range(3)] for section in (first, second))
    answer(alice, ones[0])
    answer(alice, ones[1])
    shown = [card for card, phase in work_through(alice, now=NOON + DAY) if phase == NEW]
    assert shown == [ones[2], *twos]


def test_drill_takes_turns_so_that_no_card_comes_straight_back(alice: User) -> None:
    cards = [make_card() for _ in range(3)]
    for minute, card in enumerate(cards):
        answer(alice, card, 2, now=NOON + minute * MINUTE)
    drilled = []
    for minute in range(3, 9):
        showing = next_card(alice, now=NOON + minute * MINUTE)
        assert showing is not None
        assert showing.phase == DRILL
        drilled.append(showing.card)
        answer(alice, showing.card, 3, now=NOON + minute * MINUTE)
    assert drilled == [*cards, *cards]


def test_drill_goes_on_until_each_card_scored_four(alice: User) -> None:
    card = make_card()
    for grade in (0, 3, 2, 1, 4):
        showing = next_card(alice, now=NOON)
        assert showing is not None
        answer(alice, showing.card, grade)
    assert next_card(alice, now=NOON) is None
    phases = list(Review.objects.order_by("pk").values_list("card", "phase"))
    assert phases == [(card.pk, NEW), *[(card.pk, DRILL)] * 4]


def test_drill_that_is_left_goes_on_tomorrow_and_a_due_card_is_shown_as_due(alice: User) -> None:
    long_known, failed = make_card(), make_card()
    learnt(alice, long_known, due=0, interval=30)
    answer(alice, long_known, 3)
    answer(alice, failed, 2)
    assert work_through(alice, now=NOON + DAY) == [(failed, REVIEW), (long_known, DRILL)]


def test_one_learner_does_not_see_what_is_due_for_another(alice: User, bob: User) -> None:
    card = make_card()
    learnt(alice, card, due=-3, drilling=True)
    showing = next_card(bob, now=NOON)
    assert showing is not None
    assert (showing.card, showing.schedule, showing.phase) == (card, None, NEW)


def test_the_day_is_the_learners_own(alice: User, bob: User) -> None:
    card = make_card()
    answer(alice, card)
    before_four = NOON.replace(hour=3, minute=59) + DAY
    assert day_of(alice, before_four) == day_of(alice)
    assert next_card(alice, now=before_four) is None
    assert next_card(alice, now=before_four + MINUTE) is not None
