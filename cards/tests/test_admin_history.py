"""Every change of a card can be read, and an old one brought back."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.models import CardText, Tag
from cards.tests.card_editing import LIST, act, card_from_notes, change
from cards.tests.factories import make_card

ClientOf = Callable[[User], Client]


@pytest.fixture
def admin(charlie: User, client_of: ClientOf) -> Client:
    return client_of(charlie)


def test_the_history_shows_who_changed_what(admin: Client) -> None:
    card = make_card(en={"front": "Old words?"})
    change(admin, card, en_front="New words?")
    html = admin.get(f"{LIST}{card.pk}/history/").content.decode()
    assert "charlie" in html
    assert "<del>Old</del><ins>New</ins> words?" in html


def test_an_old_revision_comes_back_as_a_new_one(admin: Client, charlie: User) -> None:
    tag = Tag.objects.create(name="sgd")
    card = make_card(en={"front": "First?"})
    card.tags.add(tag)
    change(admin, card, kind="typed", en_accepted="x", zh_accepted="x", en_front="2?", tags=[])
    first = card.revisions.last()
    assert first is not None
    response = admin.post(f"{LIST}{card.pk}/revisions/{first.pk}/restore/")
    assert response.headers["Location"] == f"{LIST}{card.pk}/history/"
    card.refresh_from_db()
    assert (card.kind, list(card.tags.all())) == ("basic", [tag])
    assert CardText.objects.get(card=card, language="en").front == "First?"
    assert card.revisions.count() == 3
    latest = card.revisions.first()
    assert latest is not None
    assert latest.changed_by == charlie
    assert latest.comment.startswith("Restored from")


def test_restoring_does_not_publish_or_break_the_rules(admin: Client) -> None:
    card = make_card(state="draft")
    card.texts.get(language="zh").delete()
    change(admin, card, zh_front="新？", zh_back="新。", state="published")
    first = card.revisions.last()
    assert first is not None
    path = f"{LIST}{card.pk}/revisions/{first.pk}/restore/"
    assert "This language is missing." in admin.post(path, follow=True).content.decode()
    assert card.texts.count() == 2
    act(admin, "retire", card)
    admin.post(path)
    card.refresh_from_db()
    assert (card.state, card.texts.count()) == ("retired", 1)


def test_a_revision_of_another_card_is_not_restored(admin: Client) -> None:
    card, other = make_card(), make_card()
    change(admin, other, en_front="Other?")
    revision = other.revisions.first()
    assert revision is not None
    path = f"{LIST}{card.pk}/revisions/{revision.pk}/restore/"
    assert admin.post(path).status_code == 404
    assert admin.get(path).status_code == 405


def test_a_card_made_from_notes_is_restored_in_their_one_language(
    admin: Client, charlie: User
) -> None:
    card = card_from_notes(front="First?")
    change(admin, card, en_front="Second?")
    first = card.revisions.last()
    assert first is not None
    admin.post(f"{LIST}{card.pk}/revisions/{first.pk}/restore/")
    assert CardText.objects.get(card=card).front == "First?"
