"""Cards that stand for exercises: never dealt as new, due like any card, graded elsewhere."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cards.languages import ContentLanguage
from cards.models import Card, NewCardCursor, Profile, Review
from cards.scheduling.queue import next_card, today
from cards.tests.answering import DAY, NOON, answer, change_profile, learnt
from cards.tests.factories import make_card, make_section
from cards.views.showing_token import issue_token

pytestmark = pytest.mark.django_db


def make_exercise_card(**fields: object) -> Card:
    return make_card(kind=Card.Kind.EXERCISE, **fields)  # type: ignore[arg-type]


def test_an_exercise_never_begun_is_neither_dealt_nor_counted_as_new(alice: User) -> None:
    make_exercise_card()
    assert next_card(alice, now=NOON) is None
    assert today(alice, now=NOON).new == 0


@pytest.mark.parametrize("rule", Profile.SiblingRule.values)
def test_other_new_cards_of_its_section_are_dealt(alice: User, rule: str) -> None:
    change_profile(alice, sibling_rule=rule)
    section = make_section()
    make_card(section, kind=Card.Kind.EXERCISE, order=1)
    plain = make_card(section, order=2)
    showing = next_card(alice, now=NOON)
    assert showing is not None
    assert showing.card == plain
    assert today(alice, now=NOON).new == 1


def test_a_learners_place_passes_an_exercise_that_was_never_begun(alice: User) -> None:
    section = make_section()
    make_card(section, kind=Card.Kind.EXERCISE, order=1)
    first = make_card(section, order=2)
    make_card(section, order=3)
    next_card(alice, now=NOON)
    answer(alice, first)
    assert NewCardCursor.objects.get(learner=alice, document=section.document).order == 3


def test_an_exercise_once_solved_comes_due_like_any_card(alice: User) -> None:
    card = make_exercise_card()
    answer(alice, card, 5)
    assert next_card(alice, now=NOON) is None
    showing = next_card(alice, now=NOON + DAY)
    assert showing is not None
    assert (showing.card, showing.phase) == (card, Review.Phase.REVIEW)


def test_a_card_of_its_section_answered_today_does_not_hold_a_solved_exercise_back(
    alice: User,
) -> None:
    change_profile(alice, sibling_rule=Profile.SiblingRule.SECTION)
    section = make_section()
    answer(alice, make_card(section))
    review = answer(alice, make_card(section, kind=Card.Kind.EXERCISE), 5)
    assert review.phase == Review.Phase.NEW


def test_an_exercise_that_this_site_lacks_says_so_instead_of_failing(
    alice: User, client_of: Callable[[User], Client]
) -> None:
    learnt(alice, make_exercise_card(), due=-20_000, interval=1)
    assert "is not offered here" in client_of(alice).get("/review/").content.decode()


def test_it_cannot_be_graded_by_hand(alice: User, client_of: Callable[[User], Client]) -> None:
    card = make_exercise_card()
    learnt(alice, card, due=-20_000, interval=1)
    client = client_of(alice)
    showing = next_card(alice, now=timezone.now())
    assert showing is not None
    token = issue_token(showing, alice, ContentLanguage.EN).sign()
    response = client.post("/review/answer/", {"token": token, "grade": "5"})
    assert response.status_code == 400
    assert "gets its grade from solving it" in response.content.decode()
    assert not Review.objects.exists()


def test_text_sent_for_it_is_not_compared_with_anything(
    alice: User, client_of: Callable[[User], Client]
) -> None:
    learnt(alice, make_exercise_card(), due=-20_000, interval=1)
    showing = next_card(alice, now=timezone.now())
    assert showing is not None
    token = issue_token(showing, alice, ContentLanguage.EN).sign()
    response = client_of(alice).post("/review/reveal/", {"token": token, "answer": "x"})
    assert response.status_code == 200
    assert "Not right" not in response.text
