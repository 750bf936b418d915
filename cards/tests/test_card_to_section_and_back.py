"""From a card in review to its section, and back to the same card as it was left."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cards.models import Card, Review, Section
from cards.tests.factories import make_card, make_section
from cards.tests.test_review_page import HTMX, reveal, show, token_in

ClientOf = Callable[[User], Client]


def link_in(html: str, text: str) -> str:
    """The address of the link whose words begin with `text`."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>{text}', html)
    assert found, html
    return unescape(found.group(1))


def look_at_section(client: Client, html: str) -> str:
    response = client.get(link_in(html, "Section "), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def go_back(client: Client, section_page: str) -> str:
    response = client.get(link_in(section_page, "Back to the card"))
    assert response.status_code == 200
    return response.content.decode()


def showing_in(html: str) -> tuple[str, ...]:
    """Which showing of which card, and which side."""
    found = re.search(r'data-card="(\d+)" data-side="(\w+)" data-showing="(\w+)"', html)
    assert found, html
    return found.groups()


@pytest.fixture
def cards(alice: User) -> list[Card]:
    section = make_section(title_en="RMSprop")
    return [
        make_card(section, en={"front": f"Question {n}?", "back": f"Answer {n}."}) for n in (1, 2)
    ]


def test_a_visitor_is_sent_to_sign_in(client: Client, cards: list[Card]) -> None:
    response = client.get(reverse("go_to_section", args=[cards[0].pk]))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=")


def test_the_way_leads_to_the_cards_section_and_back_to_the_front(
    alice: User, client_of: ClientOf, cards: list[Card]
) -> None:
    client = client_of(alice)
    front = show(client)
    page = look_at_section(client, front)
    assert "<h1>RMSprop</h1>" in page
    assert showing_in(go_back(client, page)) == showing_in(front)


def test_the_way_from_the_answer_leads_back_to_the_answer_and_it_counts_once(
    alice: User, client_of: ClientOf, cards: list[Card]
) -> None:
    client = client_of(alice)
    back = reveal(client, token_in(show(client)))
    again = go_back(client, look_at_section(client, back))
    assert showing_in(again) == showing_in(back)
    assert "Answer 1." in again
    for html in (again, back):
        form = {"token": token_in(html), "grade": "4"}
        assert client.post("/review/answer/", form, headers=HTMX).status_code == 200
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "fields", "given", "said"),
    [
        ("typed", {}, "drop out & more", "drop out &amp; more"),
        ("numeric", {"numeric_answer": 42}, "42", "Right"),
        ("choice", {}, "A", "your choice"),
    ],
)
def test_what_was_answered_is_checked_again(
    alice: User, client_of: ClientOf, kind: str, fields: dict[str, Any], given: str, said: str
) -> None:
    texts = {"accepted": ["drop out & more"], "choices": ["right", "wrong", "other"]}
    make_card(kind=kind, en=texts, zh=texts, **fields)
    client = client_of(alice)
    back = reveal(client, token_in(show(client)), given)
    again = go_back(client, look_at_section(client, back))
    assert said in again
    verdict = re.compile(r'class="verdict (\w+)')
    assert verdict.findall(again) == verdict.findall(back) != []
    options = re.compile(r'<ul class="options".*?</ul>', re.DOTALL)
    assert options.findall(again) == options.findall(back)


def test_the_other_language_stays(alice: User, client_of: ClientOf) -> None:
    make_card(zh={"front": "为什么？"})
    client = client_of(alice)
    form = {"token": token_in(show(client)), "side": "front"}
    chinese = client.post("/review/language/", form, headers=HTMX).text
    assert "为什么" in go_back(client, look_at_section(client, chinese))


def test_an_answer_too_long_for_an_address_is_left_behind(alice: User, client_of: ClientOf) -> None:
    make_card(kind="typed", en={"accepted": ["x"], "back": "It is x."}, zh={"accepted": ["x"]})
    client = client_of(alice)
    back = reveal(client, token_in(show(client)), "很" * 1500)
    assert len(link_in(back, "Section ")) < 3000
    again = go_back(client, look_at_section(client, back))
    assert showing_in(again) == showing_in(back)
    assert "It is x." in again


def test_the_longest_answer_that_is_carried_fits_an_address(
    alice: User, client_of: ClientOf
) -> None:
    card = make_card(kind="typed", en={"accepted": ["x"]}, zh={"accepted": ["x"]})
    Section.objects.filter(pk=card.section_id).update(stable_id="a/" + "b" * 198)
    client = client_of(alice)
    query = f"?section=a/{'b' * 198}"
    token = token_in(client.get(f"/review/{query}").text)
    form = {"token": token, "answer": "很" * 250}
    back = client.post(f"/review/reveal/{query}", form, headers=HTMX).text
    page = client.get(link_in(back, "Section "))
    assert len(page.headers["Location"]) < 4000
    assert "很" * 250 in go_back(client, look_at_section(client, back))


def test_the_section_that_the_review_keeps_to_stays(
    alice: User, client_of: ClientOf, cards: list[Card]
) -> None:
    client = client_of(alice)
    front = client.get("/review/", {"section": cards[0].section.stable_id}).text
    assert "Only:" in go_back(client, look_at_section(client, front))


def test_neighbouring_sections_keep_the_way_back(
    alice: User, client_of: ClientOf, cards: list[Card]
) -> None:
    make_section(cards[0].document, position=10_000)
    client = client_of(alice)
    front = show(client)
    page = look_at_section(client, front)
    following = re.search(r'rel="next" href="([^"]*)"', page)
    assert following
    further = client.get(unescape(following.group(1))).text
    assert showing_in(go_back(client, further)) == showing_in(front)


def test_a_card_answered_meanwhile_gives_way_to_the_next(
    alice: User, client_of: ClientOf, cards: list[Card]
) -> None:
    client = client_of(alice)
    front = show(client)
    page = look_at_section(client, front)
    form = {"token": token_in(front), "grade": "5"}
    client.post("/review/answer/", form, headers=HTMX)
    assert "Question 2?" in go_back(client, page)


@pytest.mark.parametrize("token", ["nonsense", "a:b:c"])
def test_a_forged_way_back_shows_the_next_card(
    alice: User, client_of: ClientOf, cards: list[Card], token: str
) -> None:
    html = client_of(alice).get("/review/", {"token": token, "side": "back"}).text
    assert "Question 1?" in html
    assert "Answer 1." not in html


def test_a_way_back_that_belongs_to_another_learner_shows_the_own_next_card(
    alice: User, bob: User, client_of: ClientOf, cards: list[Card]
) -> None:
    token = token_in(show(client_of(alice)))
    html = client_of(bob).get("/review/", {"token": token, "side": "back"}).text
    assert "Answer 1." not in html
    assert token not in html


def test_the_front_does_not_name_the_section_it_leads_to(
    alice: User, client_of: ClientOf, cards: list[Card]
) -> None:
    Section.objects.update(stable_id="notes/rmsprop")
    html = show(client_of(alice))
    assert "rmsprop" not in html.lower()


def test_without_a_card_to_come_back_to_no_way_back_is_offered(
    alice: User, client_of: ClientOf, cards: list[Card]
) -> None:
    html = client_of(alice).get(reverse("section", args=[cards[0].section.stable_id])).text
    assert "Back to the card" not in html


@pytest.mark.parametrize("retired", ["card", "section", "document"])
def test_the_way_from_what_is_retired_is_not_found(
    alice: User, client_of: ClientOf, cards: list[Card], retired: str
) -> None:
    card = cards[0]
    if retired == "card":
        Card.objects.filter(pk=card.pk).update(state=Card.State.RETIRED)
    else:
        owner = getattr(card, retired)
        owner.retired = True
        owner.save()
    response = client_of(alice).get(reverse("go_to_section", args=[card.pk]))
    assert response.status_code == 404


def test_nothing_else_in_the_address_is_passed_on(
    alice: User, client_of: ClientOf, cards: list[Card]
) -> None:
    address = reverse("go_to_section", args=[cards[0].pk])
    query = {"token": 't"><b>', "side": "back", "next": "//evil.example"}
    page = client_of(alice).get(address, query, follow=True).content.decode()
    assert "evil.example" not in page
    assert "<b>" not in page
