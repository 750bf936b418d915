"""Put off, suspend, report: what can be done with the card in front of one besides grading it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.models import Card, Flag, Schedule
from cards.tests.factories import make_card, make_section
from cards.tests.test_review_page import HTMX

ClientOf = Callable[[User], Client]
ACTIONS = ("bury", "suspend", "flag")


@pytest.fixture
def cards(alice: User) -> list[Card]:
    section = make_section()
    return [make_card(section, en={"front": f"Question {n}?"}) for n in (1, 2)]


def address(card: Card, action: str) -> str:
    return f"/review/cards/{card.pk}/{action}/"


@pytest.mark.parametrize("action", ACTIONS)
def test_a_visitor_does_nothing_and_is_sent_to_sign_in(
    client: Client, cards: list[Card], action: str
) -> None:
    response = client.post(address(cards[0], action), {"note": "Wrong."})
    assert response.headers["Location"].startswith("/sign-in/?next=")
    assert not Schedule.objects.exists()
    assert not Flag.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", ["draft", "retired"])
def test_cards_that_are_not_published_are_not_there(
    alice: User, client_of: ClientOf, action: str, state: str
) -> None:
    response = client_of(alice).post(address(make_card(state=state), action), {"note": "Wrong."})
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("action", "said"), [("bury", "Put off until tomorrow."), ("suspend", "Suspended.")]
)
def test_a_card_put_away_gives_way_to_the_next(
    alice: User, cards: list[Card], client_of: ClientOf, action: str, said: str
) -> None:
    html = client_of(alice).post(address(cards[0], action), headers=HTMX).text
    assert said in html
    assert "Question 2?" in html
    assert Schedule.objects.get().card == cards[0]


def test_without_javascript_the_review_goes_on_within_its_section(
    alice: User, cards: list[Card], client_of: ClientOf
) -> None:
    client, query = client_of(alice), f"?section={cards[0].section.stable_id.split('/')[0]}"
    for card, action in zip((*cards, cards[0]), ACTIONS, strict=True):
        response = client.post(address(card, action) + query, {"note": "Wrong."})
        assert response.headers["Location"] == f"/review/{query}"
    assert (
        f'action="{address(cards[0], "flag")}{query}"'
        in client.get(address(cards[0], "flag") + query).text
    )


def test_a_report_waits_for_the_staff_and_thanks(
    alice: User, cards: list[Card], client_of: ClientOf
) -> None:
    client = client_of(alice)
    assert "What is wrong with it?" in client.get(address(cards[0], "flag"), headers=HTMX).text
    sent = client.post(address(cards[0], "flag"), {"note": " A sign\r\nis\0 wrong. "}, headers=HTMX)
    assert "Thank you" in sent.text
    flag = Flag.objects.get()
    assert (flag.learner, flag.card, flag.note) == (alice, cards[0], "A sign\nis wrong.")


@pytest.mark.parametrize("note", ["", " \n ", "\0", "x" * 2001])
def test_a_report_that_says_nothing_or_too_much_is_refused_and_kept(
    alice: User, cards: list[Card], client_of: ClientOf, note: str
) -> None:
    response = client_of(alice).post(address(cards[0], "flag"), {"note": note}, headers=HTMX)
    assert response.status_code == 422
    assert "Write what is wrong" in response.text
    assert note.strip("\0 \n") in response.text
    assert not Flag.objects.exists()


def test_line_breaks_count_as_the_browser_counts_them(
    alice: User, cards: list[Card], client_of: ClientOf
) -> None:
    note = "\r\n".join(["x" * 999, "y" * 1000])
    client_of(alice).post(address(cards[0], "flag"), {"note": note})
    assert len(Flag.objects.get().note) == 2000
