"""Staff add cards on the site, as drafts or published at once."""

from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.models import User
from django.test import Client

from cards.content.loader import load_documents
from cards.models import Card, Section
from cards.tests.card_editing import add, messages_of
from cards.tests.content_files import basic, section, write_document
from cards.tests.factories import make_card, make_section

ClientOf = Callable[[User], Client]


def test_a_draft_may_lack_a_language_and_a_published_card_may_not(
    charlie: User, client_of: ClientOf
) -> None:
    section = make_section()
    client = client_of(charlie)
    english = {"zh_front": "", "zh_back": ""}
    response = add(client, section, **english)
    assert response.status_code == 422
    assert messages_of(response, "zh_front") == "This language is missing."
    assert add(client, section, state="draft", **english).status_code == 302
    card = Card.objects.get()
    assert card.state == Card.State.DRAFT
    assert [text.language for text in card.texts.all()] == ["en"]


def test_a_new_card_gets_an_id_from_section_and_front(charlie: User, client_of: ClientOf) -> None:
    section = make_section(stable_id="doc/sgd")
    client = client_of(charlie)
    add(client, section, en_front="Why does $x^2$ Momentum help SGD converge faster now?")
    add(client, section, en_front="Why does momentum help SGD converge?", save_anyway="on")
    add(client, section, en_front="它是谁？", zh_front="别的？")
    add(client, section, en_front="Own id?", zh_front="其他", stable_id="doc/sgd/own")
    assert list(Card.objects.order_by("pk").values_list("stable_id", flat=True)) == [
        "doc/sgd/why-does-momentum-help-sgd-converge",
        "doc/sgd/why-does-momentum-help-sgd-converge-2",
        "doc/sgd/card",
        "doc/sgd/own",
    ]


def test_a_taken_id_is_refused(charlie: User, client_of: ClientOf) -> None:
    card = make_card()
    response = add(client_of(charlie), card.section, stable_id=card.stable_id)
    assert response.status_code == 422
    assert messages_of(response, "stable_id")


def test_the_section_of_the_address_is_chosen(charlie: User, client_of: ClientOf) -> None:
    section = make_section()
    html = client_of(charlie).get(f"/cards/add/?section={section.stable_id}").content.decode()
    assert f'<option value="{section.pk}" selected>' in html


def test_a_number_without_a_tolerance_is_exact(charlie: User, client_of: ClientOf) -> None:
    number = {"kind": "numeric", "numeric_answer": "3.5", "numeric_tolerance": ""}
    assert add(client_of(charlie), make_section(), **number).status_code == 302
    assert Card.objects.get().numeric_tolerance == 0


def test_an_empty_form_says_what_is_missing(charlie: User, client_of: ClientOf) -> None:
    response = client_of(charlie).post("/cards/add/", {})
    assert response.status_code == 422
    assert messages_of(response, "section")
    assert messages_of(response, "en_front")
    assert Card.objects.count() == 0


def test_a_card_made_here_survives_loading_the_content(
    charlie: User, client_of: ClientOf, tmp_path: Path
) -> None:
    path = write_document(tmp_path, section("doc/a", basic("doc/a/x")))
    load_documents([path], complete=True)
    add(client_of(charlie), Section.objects.get(), en_front="Made here?")
    made = Card.objects.get(origin="local")
    path = write_document(tmp_path, section("doc/a", basic("doc/a/x", difficulty=5)))
    load_documents([path], complete=True)
    kept = Card.objects.get(pk=made.pk)
    assert (kept.state, kept.stable_id) == ("published", "doc/a/made-here")
    assert kept.texts.get(language="en").front == "Made here?"
