"""The page of every day: what there is to do, how far one has come, and what else one can do."""

from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.models import Card
from cards.scheduling.queue import begin_day
from cards.scheduling.session import bury_card, suspend_card, undo_last
from cards.statistics.forecast import due_tomorrow
from cards.statistics.streak import streak_length
from cards.tests.answering import DAY, NOON, answer, day_of, learnt
from cards.tests.factories import make_card, make_section

ClientOf = Callable[[User], Client]


def show(client: Client, *, now: datetime = NOON) -> str:
    with time_machine.travel(now, tick=False):
        response = client.get("/")
    assert response.status_code == 200
    return response.text


def test_a_visitor_is_sent_to_sign_in(alice: User, client: Client) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


def test_work_is_counted_by_document_and_can_be_started(alice: User, client_of: ClientOf) -> None:
    section = make_section()
    for due in (-3, 0, 0):
        learnt(alice, make_card(section), due=due)
    make_card(section)
    html = show(client_of(alice))
    assert "Start" in html
    assert "4 cards" in html
    assert section.document.title_en in html
    assert "0 done, 4 left" in html


def test_somebody_elses_work_is_not_counted(alice: User, bob: User, client_of: ClientOf) -> None:
    card = make_card()
    learnt(alice, card, due=9)
    learnt(bob, card, due=0)
    assert "Nothing is due today." in show(client_of(alice))


@pytest.mark.parametrize(
    ("learner", "advice"), [("alice", "Ask the admin"), ("charlie", "load_content")]
)
def test_without_cards_it_says_where_they_come_from(
    request: pytest.FixtureRequest, client_of: ClientOf, learner: str, advice: str
) -> None:
    html = show(client_of(request.getfixturevalue(learner)))
    assert "There are no cards yet." in html
    assert advice in html


def test_whoever_left_everything_out_is_led_to_the_choice(alice: User, client_of: ClientOf) -> None:
    alice.profile.skipped_documents.add(make_card().document)
    html = show(client_of(alice))
    assert "You have left out every document." in html
    assert 'href="/study/"' in html


def test_a_day_that_is_done_says_what_tomorrow_brings(alice: User, client_of: ClientOf) -> None:
    answer(alice, make_card())
    html = show(client_of(alice))
    assert "Done for today." in html
    assert "1 card comes back tomorrow. Your next day begins at 04:00." in html
    assert "1 day in a row" in html


def test_tomorrow_counts_what_comes_due_or_back_and_is_studied(alice: User) -> None:
    put_off, put_off_longer, suspended = make_card(), make_card(), make_card()
    learnt(alice, make_card(), due=1)
    learnt(alice, put_off, due=0)
    bury_card(learner=alice, card=put_off, now=NOON)
    learnt(alice, put_off_longer, due=1)
    bury_card(learner=alice, card=put_off_longer, now=NOON + DAY)
    learnt(alice, suspended, due=1)
    suspend_card(learner=alice, card=suspended)
    for due in (0, 2):
        learnt(alice, make_card(), due=due)
    left_out = make_card()
    learnt(alice, left_out, due=1)
    alice.profile.skipped_documents.add(left_out.document)
    learnt(alice, make_card(state=Card.State.RETIRED), due=1)
    assert due_tomorrow(begin_day(alice, now=NOON)) == 2


@pytest.mark.parametrize(
    ("days_ago", "length"),
    [((), 0), ((0,), 1), ((1,), 1), ((0, 1, 2), 3), ((1, 2, 4), 2), ((2, 3), 0)],
)
def test_the_streak_is_unbroken_days_up_to_today_or_yesterday(
    alice: User, bob: User, days_ago: tuple[int, ...], length: int
) -> None:
    for days in days_ago:
        answer(alice, make_card(), now=NOON - days * DAY)
    answer(bob, make_card())
    assert streak_length(alice, day=day_of(alice)) == length


def test_an_answer_that_was_undone_makes_no_streak(alice: User) -> None:
    answer(alice, make_card())
    undo_last(learner=alice, now=NOON)
    assert streak_length(alice, day=day_of(alice)) == 0


def test_the_page_costs_the_same_for_any_number_of_documents(
    alice: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(alice)
    for _document in range(12):
        learnt(alice, make_card(), due=0)
        make_card()
    show(client)
    with django_assert_max_num_queries(9):
        show(client)
