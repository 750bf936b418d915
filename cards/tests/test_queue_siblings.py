"""Cards of one cloze text, or of one section, are kept apart by a day."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from cards.models import Card, Profile, Review
from cards.scheduling.queue import showing_of, today
from cards.scheduling.session import NotAnswerable, undo_last
from cards.tests.answering import (
    DAY,
    NOON,
    answer,
    cards_shown,
    change_profile,
    learnt,
    make_cloze,
)
from cards.tests.factories import make_card, make_section

CLOZE, SECTION, NONE = Profile.SiblingRule


def cards_of_one_section() -> list[Card]:
    section = make_section()
    return [make_card(section) for _ in range(2)]


@pytest.fixture(
    params=[(CLOZE, make_cloze), (SECTION, cards_of_one_section)], ids=["cloze", "section"]
)
def siblings(request: pytest.FixtureRequest, alice: User) -> list[Card]:
    rule, make = request.param
    change_profile(alice, sibling_rule=rule)
    cards: list[Card] = make()
    return cards


def test_two_new_siblings_are_introduced_on_two_days(alice: User, siblings: list[Card]) -> None:
    first, second = siblings
    assert cards_shown(alice) == [first]
    assert cards_shown(alice, now=NOON + DAY) == [first]
    assert cards_shown(alice, now=NOON + 2 * DAY) == [second]


def test_of_two_due_siblings_one_waits_until_tomorrow(alice: User, siblings: list[Card]) -> None:
    late, later = siblings
    learnt(alice, late, due=-4)
    learnt(alice, later, due=-2)
    assert cards_shown(alice) == [late]
    assert cards_shown(alice, now=NOON + DAY) == [later]


def test_a_due_card_holds_its_new_sibling_back(alice: User, siblings: list[Card]) -> None:
    due, new = siblings
    learnt(alice, due, due=0, interval=6)
    assert cards_shown(alice) == [due]
    assert cards_shown(alice, now=NOON + DAY) == [new]


def test_a_card_held_back_is_neither_counted_nor_shown_by_itself(
    alice: User, siblings: list[Card]
) -> None:
    answered, held = siblings
    learnt(alice, answered, due=0, interval=6)
    learnt(alice, held, due=-1)
    assert today(alice, now=NOON).total == 1
    answer(alice, answered)
    assert today(alice, now=NOON).total == 0
    assert showing_of(alice, held, now=NOON) is None


def test_two_tabs_cannot_introduce_two_siblings(alice: User, siblings: list[Card]) -> None:
    first, second = siblings
    in_one_tab, in_another = (showing_of(alice, card, now=NOON) for card in siblings)
    assert in_one_tab is not None
    assert in_another is not None
    answer(alice, first, version=in_one_tab.version)
    with pytest.raises(NotAnswerable):
        answer(alice, second, version=in_another.version)


def test_undoing_the_answer_lets_the_sibling_go(alice: User, siblings: list[Card]) -> None:
    first, second = siblings
    answer(alice, first)
    undo_last(learner=alice, now=NOON)
    assert showing_of(alice, second, now=NOON) is not None
    assert cards_shown(alice) == [first]


def test_drill_holds_nothing_back(alice: User, siblings: list[Card]) -> None:
    drilled, other = siblings
    learnt(alice, drilled, due=3, drilling=True)
    assert answer(alice, drilled).phase == Review.Phase.DRILL
    assert cards_shown(alice) == [other]


def test_drill_is_not_held_back(alice: User, siblings: list[Card]) -> None:
    answered, drilled = siblings
    learnt(alice, drilled, due=5, interval=9, drilling=True)
    answer(alice, answered, 5)
    assert today(alice, now=NOON).drill == 1
    assert cards_shown(alice) == [drilled]


def test_another_learners_answer_holds_nothing_back(
    alice: User, bob: User, siblings: list[Card]
) -> None:
    first, second = siblings
    answer(bob, first)
    assert showing_of(alice, second, now=NOON) is not None


@pytest.mark.parametrize("make", [make_cloze, cards_of_one_section])
def test_without_a_rule_siblings_come_on_the_same_day(
    alice: User, make: Callable[[], list[Card]]
) -> None:
    change_profile(alice, sibling_rule=NONE)
    cards = make()
    assert cards_shown(alice) == cards


def test_the_rule_for_cloze_texts_leaves_sections_alone(alice: User) -> None:
    cards = cards_of_one_section()
    assert cards_shown(alice) == cards


def test_three_siblings_take_three_days(alice: User) -> None:
    change_profile(alice, reviews_per_day=0)
    cards = make_cloze(deletions=3)
    for days, card in enumerate(cards):
        assert cards_shown(alice, now=NOON + days * DAY) == [card]
