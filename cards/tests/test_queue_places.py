"""The learner's place in a document is only a short cut: it never hides a new card."""

import pytest
from django.contrib.auth.models import User

from cards.models import Card, NewCardCursor
from cards.scheduling.queue import forget_cursors, next_card, today
from cards.scheduling.session import bury_card, suspend_card, undo_last, unsuspend_card
from cards.tests.answering import DAY, NOON, answer, cards_shown, change_profile
from cards.tests.factories import make_card, make_section


@pytest.fixture
def cards(db: None) -> list[Card]:
    section = make_section()
    return [make_card(section, order=order) for order in (10, 20, 30, 40)]


def place(learner: User) -> int | None:
    cursor = NewCardCursor.objects.filter(learner=learner).first()
    return cursor.order if cursor else None


def test_the_place_follows_what_is_learnt(alice: User, cards: list[Card]) -> None:
    answer(alice, cards[0])
    assert place(alice) == 20
    answer(alice, cards[2])
    assert place(alice) == 20
    answer(alice, cards[1])
    assert place(alice) == 40
    answer(alice, cards[3])
    assert place(alice) == 41


def test_it_passes_suspended_cards_but_neither_buried_nor_skipped_ones(
    alice: User, cards: list[Card]
) -> None:
    suspend_card(learner=alice, card=cards[0])
    bury_card(learner=alice, card=cards[1], now=NOON)
    answer(alice, cards[2])
    assert place(alice) == 20
    forget_cursors(alice)
    alice.profile.skipped_sections.add(cards[0].section)
    today(alice, now=NOON)
    assert place(alice) == 20


def test_it_is_found_again_when_it_was_forgotten(alice: User, cards: list[Card]) -> None:
    for card in cards[:3]:
        answer(alice, card)
    forget_cursors(alice)
    assert place(alice) is None
    assert next_card(alice, now=NOON) is not None
    assert place(alice) == 40
    forget_cursors(alice)
    today(alice, now=NOON)
    assert place(alice) == 40


def test_a_learner_without_new_cards_left_has_a_place_too(alice: User) -> None:
    make_section()
    today(alice, now=NOON)
    assert place(alice) == 0


def test_an_undone_card_is_found_although_it_lies_behind(alice: User, cards: list[Card]) -> None:
    for card in cards[:3]:
        answer(alice, card)
    for _ in range(2):
        undo_last(learner=alice, now=NOON)
    assert cards_shown(alice) == cards[1:]


def test_an_unsuspended_card_is_found_although_it_lies_behind(
    alice: User, cards: list[Card]
) -> None:
    suspend_card(learner=alice, card=cards[0])
    answer(alice, cards[1])
    assert place(alice) == 30
    unsuspend_card(learner=alice, card=cards[0])
    assert cards_shown(alice) == [cards[0], *cards[2:]]


def test_taking_back_a_review_does_not_move_the_place(alice: User, cards: list[Card]) -> None:
    answer(alice, cards[0])
    answer(alice, cards[0], now=NOON + DAY)
    answer(alice, cards[1], now=NOON + DAY)
    undo_last(learner=alice, now=NOON + DAY)
    undo_last(learner=alice, now=NOON + DAY)
    assert place(alice) == 20


def test_a_card_that_appears_before_the_place_is_found_once_places_are_forgotten(
    alice: User, bob: User, cards: list[Card]
) -> None:
    for learner in (alice, bob):
        answer(learner, cards[0])
    added = make_card(cards[0].section, order=5)
    forget_cursors()
    for learner in (alice, bob):
        showing = next_card(learner, now=NOON)
        assert showing is not None
        assert showing.card == added


def test_forgetting_one_learners_places_keeps_those_of_others(
    alice: User, bob: User, cards: list[Card]
) -> None:
    for learner in (alice, bob):
        answer(learner, cards[0])
    forget_cursors(alice)
    assert (place(alice), place(bob)) == (None, 20)


def test_cards_with_the_same_place_are_all_found(alice: User) -> None:
    section = make_section()
    cards = [make_card(section, order=10) for _ in range(3)]
    change_profile(alice, sibling_rule="none")
    assert cards_shown(alice) == cards


def test_every_order_of_learning_finds_every_card(alice: User, cards: list[Card]) -> None:
    answer(alice, cards[3])
    answer(alice, cards[1])
    assert cards_shown(alice) == [cards[0], cards[2]]
