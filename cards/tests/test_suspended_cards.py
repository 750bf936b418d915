"""Suspended cards are listed and can be brought back."""

from collections.abc import Callable
from itertools import chain

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, CardText, Schedule, Section
from cards.tests.factories import make_card, make_section

ClientOf = Callable[[User], Client]


def suspend(learner: User, *cards: Card, leech: bool = False) -> None:
    for card in cards:
        Schedule.objects.create(learner=learner, card=card, suspended=True, leech=leech)


def make_cloze_family(section: Section) -> tuple[Card, Card]:
    lead = make_card(
        section, kind=Card.Kind.CLOZE, cloze_number=1, en={"front": "{{c1::a}} {{c2::b}}"}
    )
    sibling = Card.objects.create(
        document=lead.document,
        section=section,
        stable_id=f"{lead.stable_id}/c2",
        kind=Card.Kind.CLOZE,
        cloze_number=2,
        lead=lead,
        state=Card.State.PUBLISHED,
    )
    return lead, sibling


def test_a_card_is_shown_rendered_without_its_answer(alice: User, client_of: ClientOf) -> None:
    section = make_section(title_en="Optimizers")
    suspend(alice, make_card(section, en={"front": "What is **momentum**?", "back": "Secret"}))
    page = client_of(alice).get(reverse("suspended")).text

    assert "<strong>momentum</strong>" in page
    assert "Optimizers" in page
    assert "Secret" not in page
    assert "leech</strong>" not in page


def test_a_leech_is_marked(alice: User, client_of: ClientOf) -> None:
    suspend(alice, make_card(), leech=True)

    assert "leech</strong>" in client_of(alice).get(reverse("suspended")).text


def test_bringing_a_card_back_frees_it_and_returns_to_the_same_page(
    alice: User, client_of: ClientOf
) -> None:
    card = make_card()
    suspend(alice, card)
    response = client_of(alice).post(reverse("bring_back", args=[card.pk]), {"p": "2"})

    assert response.url == reverse("suspended") + "?p=2"  # type: ignore[attr-defined]
    assert not Schedule.objects.get().suspended


def test_a_nonsense_page_is_not_carried_on(alice: User, client_of: ClientOf) -> None:
    card = make_card()
    suspend(alice, card)
    response = client_of(alice).post(reverse("bring_back", args=[card.pk]), {"p": "2&x=//e"})

    assert response.url == reverse("suspended")  # type: ignore[attr-defined]


def test_nobody_brings_back_a_strangers_card(alice: User, bob: User, client_of: ClientOf) -> None:
    card = make_card()
    suspend(alice, card)
    client = client_of(bob)

    assert client.post(reverse("bring_back", args=[card.pk])).status_code == 404
    assert "No card is suspended" in client.get(reverse("suspended")).text
    assert Schedule.objects.get().suspended


def test_fifty_a_page_in_few_queries(
    alice: User,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    section = make_section()
    families = [make_cloze_family(section) for _ in range(4)]
    suspend(alice, *chain(*families), *(make_card(section) for _ in range(43)))
    client = client_of(alice)
    with django_assert_max_num_queries(8):
        first = client.get(reverse("suspended")).text
    second = client.get(reverse("suspended"), {"p": "2"}).text

    assert (first.count("Bring back"), second.count("Bring back")) == (50, 1)
    assert "Page 1 of 2" in first


def test_a_page_beyond_the_end_shows_the_last_one(alice: User, client_of: ClientOf) -> None:
    suspend(alice, make_card())

    for page in ("99", "x", "-1"):
        assert "Bring back" in client_of(alice).get(reverse("suspended"), {"p": page}).text


def test_a_broken_card_hides_no_other(alice: User, client_of: ClientOf) -> None:
    broken, whole = make_card(), make_card(en={"front": "Whole?"})
    CardText.objects.filter(card=broken).delete()
    suspend(alice, broken, whole)
    page = client_of(alice).get(reverse("suspended")).text

    assert "Whole?" in page
    assert broken.stable_id in page


def test_a_visitor_is_sent_to_sign_in(client: Client, alice: User) -> None:
    card = make_card()
    suspend(alice, card)

    assert client.get(reverse("suspended")).status_code == 302
    assert client.post(reverse("bring_back", args=[card.pk])).status_code == 302
    assert Schedule.objects.get().suspended


def test_other_methods_are_refused(alice: User, client_of: ClientOf) -> None:
    client = client_of(alice)

    assert client.post(reverse("suspended")).status_code == 405
    assert client.get(reverse("bring_back", args=[make_card().pk])).status_code == 405


def test_a_number_that_no_card_can_have_is_not_there(alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).post(f"/settings/suspended/{10**20}/").status_code == 404
