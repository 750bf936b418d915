"""A section's page: where it stands, its cards without their answers, its mistakes, exercises."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, CardText, Schedule, Section
from cards.scheduling.day import day_to_date
from cards.tests.answering import change_profile, day_of, learnt, make_cloze
from cards.tests.factories import make_card, make_document, make_section
from cards.tests.test_document_page import LONG_AFTER, make_erratum, words

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def page_of(section: Section) -> str:
    return reverse("section", args=[section.stable_id])


def sides_of(card: Card) -> str:
    return reverse("card_sides", args=[card.pk])


def item_of(html: str, card: Card) -> str:
    found = re.search(rf'<li class="panel" id="card-{card.pk}">.*?</li>', html, re.DOTALL)
    assert found, html
    return found.group(0)


def test_a_visitor_is_sent_to_sign_in(client: Client, alice: User) -> None:
    card = make_card()
    for address in (page_of(card.section), sides_of(card)):
        response = client.get(address)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in/?next=")
    assert client.get(sides_of(card), headers=HTMX).status_code == 401


def test_it_says_where_it_stands_and_what_comes_before_and_after(
    alice: User, client_of: ClientOf
) -> None:
    top = make_section(make_document(title_en="Notes"), title_en="Top", position=1)
    before = make_section(top.document, parent=top, title_en="Before", position=2)
    here = make_section(top.document, parent=top, title_en="Here", position=3)
    below = make_section(top.document, parent=here, title_en="Below", position=4)
    html = client_of(alice).get(page_of(here)).text
    crumbs = re.search(r'class="crumbs">(.*?)</nav>', html, re.DOTALL)
    assert crumbs
    assert words(crumbs.group(1)) == "Documents › Notes › Top"
    assert f'rel="prev" href="{page_of(before)}"' in html
    assert f'rel="next" href="{page_of(below)}"' in html
    within = html[html.index("Within this section") :]
    assert within.index("Below") < within.index("neighbours")


def test_cards_show_their_front_and_not_their_answer(alice: User, client_of: ClientOf) -> None:
    section = make_section()
    card = make_card(section, en={"front": "Who **is** it?", "back": "Yann"})
    lead = make_cloze(section)[0]
    CardText.objects.filter(card=lead).update(front="A {{c1::secret}} and {{c2::b}}")
    elsewhere = make_card(make_section(section.document, parent=section))
    html = client_of(alice).get(page_of(section)).text
    assert "Who <strong>is</strong> it?" in item_of(html, card)
    assert f'hx-get="{sides_of(card)}"' in item_of(html, card)
    assert "Yann" not in html
    assert "secret" not in item_of(html, lead)
    assert f'id="card-{elsewhere.pk}"' not in html


def test_each_card_says_its_kind_its_state_and_when_it_is_due(
    alice: User, client_of: ClientOf
) -> None:
    section = make_section()
    cards = [make_card(section) for _ in range(6)]
    today = day_of(alice, timezone.now())
    due, learning, mature, suspended, buried, new = cards
    learnt(alice, due, due=0)
    learnt(alice, learning, due=LONG_AFTER, interval=20)
    learnt(alice, mature, due=LONG_AFTER, interval=21)
    learnt(alice, suspended, due=0, suspended=True, leech=True)
    Schedule.objects.create(learner=alice, card=buried, buried_until=today + 1)
    html = client_of(alice).get(page_of(section)).text
    states = {card: words(item_of(html, card)) for card in cards}
    assert "question and answer due since" in states[due]
    assert "learning due" in states[learning]
    assert "mature due" in states[mature]
    assert "suspended leech" in states[suspended]
    assert "put off until tomorrow" in states[buried]
    assert "question and answer new Show" in states[new]


def test_a_due_date_is_told_as_a_date(alice: User, client_of: ClientOf) -> None:
    card = make_card()
    learnt(alice, card, due=0)
    in_three_days = day_of(alice, timezone.now() + timedelta(days=3))
    Schedule.objects.update(due_day=in_three_days)
    html = client_of(alice).get(page_of(card.section)).text
    assert f"due {date_format(day_to_date(in_three_days))}" in item_of(html, card)


def test_a_card_due_today_bears_no_date(alice: User, client_of: ClientOf) -> None:
    card = make_card()
    learnt(alice, card, due=0)
    Schedule.objects.update(due_day=day_of(alice, timezone.now()))
    html = client_of(alice).get(page_of(card.section)).text
    assert words(item_of(html, card)).endswith("due Show front and back Open the card")


def test_another_learners_progress_does_not_show(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    card = make_card()
    learnt(alice, card, due=0, leech=True)
    item = words(item_of(client_of(bob).get(page_of(card.section)).text, card))
    assert "question and answer new Show" in item


def test_mistakes_stand_with_what_is_right_and_the_evidence(
    alice: User, client_of: ClientOf
) -> None:
    section = make_section()
    make_erratum(section, line=12, wrong_en="It **says** so", wrong_zh="原文如此")
    make_erratum(section, wrong_en="Withdrawn", retired=True)
    make_erratum(make_section(section.document, parent=section), wrong_en="Of a part")
    client = client_of(alice)
    html = client.get(page_of(section)).text
    assert "It <strong>says</strong> so" in html
    assert "correct en" in html
    assert "evidence en" in html
    assert "line 12" in html
    assert "Withdrawn" not in html
    assert "Of a part" not in html
    change_profile(alice, language="zh-hans")
    assert "原文如此" in client.get(page_of(section)).text


def test_exercises_stand_apart_from_the_cards(alice: User, client_of: ClientOf) -> None:
    section = make_section()
    make_card(section, kind="exercise", en={"front": "**Box IoU**"})
    html = client_of(alice).get(page_of(section)).text
    assert "<h2>Exercises</h2>" in html
    assert "<h2>Cards</h2>" not in html
    assert "<strong>Box IoU</strong>" in html


def test_drafts_and_retired_cards_are_not_listed(alice: User, client_of: ClientOf) -> None:
    section = make_section()
    make_card(section, state=Card.State.DRAFT, en={"front": "Draft?"})
    make_card(section, state=Card.State.RETIRED, en={"front": "Retired?"})
    html = client_of(alice).get(page_of(section)).text
    assert "Draft?" not in html
    assert "Retired?" not in html
    assert "no cards yet" in html


def test_an_empty_section_leads_staff_to_write_a_card(charlie: User, client_of: ClientOf) -> None:
    section = make_section()
    html = client_of(charlie).get(page_of(section)).text
    assert f"{reverse('add_card')}?section={section.stable_id}" in html


def test_twenty_five_a_page_in_a_fixed_number_of_queries(
    alice: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    section = make_section()
    for _ in range(23):
        make_card(section)
    make_cloze(section, deletions=5)
    for _ in range(3):
        make_card(section, kind="exercise")
        make_erratum(section)
    client = client_of(alice)
    with django_assert_max_num_queries(17):
        first = client.get(page_of(section)).text
    second = client.get(page_of(section), {"p": "2"}).text
    assert first.count("Show front and back") == 25
    assert second.count("Show front and back") == 3
    assert "Page 1 of 2" in first


def test_a_broken_card_hides_no_other(alice: User, client_of: ClientOf) -> None:
    section = make_section()
    broken, _whole = make_card(section), make_card(section, en={"front": "Whole?"})
    CardText.objects.filter(card=broken).delete()
    client = client_of(alice)
    html = client.get(page_of(section)).text
    assert broken.stable_id in html
    assert "Whole?" in html
    assert "cannot be shown" in client.get(sides_of(broken)).text


@pytest.mark.parametrize("retired", ["section", "document"])
def test_what_is_retired_is_not_found(alice: User, client_of: ClientOf, retired: str) -> None:
    card = make_card()
    owner = getattr(card, retired)
    owner.retired = True
    owner.save()
    client = client_of(alice)
    assert client.get(page_of(card.section)).status_code == 404
    assert client.get(sides_of(card)).status_code == 404


def test_unknown_addresses_are_not_found(alice: User, client_of: ClientOf) -> None:
    client = client_of(alice)
    assert client.get("/sections/no/such/section/").status_code == 404
    assert client.get("/cards/999999/sides/").status_code == 404


@pytest.mark.parametrize("state", [Card.State.DRAFT, Card.State.RETIRED])
def test_the_sides_of_an_unpublished_card_are_not_found(
    alice: User, client_of: ClientOf, state: str
) -> None:
    assert client_of(alice).get(sides_of(make_card(state=state))).status_code == 404


def test_the_sides_come_alone_when_the_page_asks_and_count_for_nothing(
    alice: User, client_of: ClientOf
) -> None:
    card = make_card(en={"front": "Who?", "back": "Yann"})
    client = client_of(alice)
    part, page = client.get(sides_of(card), headers=HTMX).text, client.get(sides_of(card)).text
    for html in (part, page):
        assert "Who?" in html
        assert "Yann" in html
    assert "<html" not in part
    assert "<html" in page
    assert not Schedule.objects.exists()


def test_the_sides_of_a_further_cloze_card_are_those_of_its_text(
    alice: User, client_of: ClientOf
) -> None:
    lead, second = make_cloze()
    CardText.objects.filter(card=lead).update(front="{{c1::one}} then {{c2::two}}")
    assert "two</mark>" in client_of(alice).get(sides_of(second)).text
