"""What is wrong in an edited card is told, and nothing of what was written is lost."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.models import CardRevision
from cards.tests.card_editing import edit, form_of, messages_of
from cards.tests.factories import make_card

ClientOf = Callable[[User], Client]


BROKEN = [
    ({"en_front": r"What is $\frac{1$?"}, "en_front"),
    ({"zh_back": r"$\nosuch{x}$"}, "zh_back"),
    ({"en_front": ""}, "en_front"),
    ({"kind": "cloze", "en_front": "a {{c1::b", "zh_front": "甲{{c1::乙}}"}, "en_front"),
    ({"kind": "cloze", "en_front": "a {{c1::b}}", "zh_front": "甲{{c2::乙}}"}, "zh_front"),
    ({"kind": "choice", "en_choices": "one", "zh_choices": "一\n二"}, "en_choices"),
    ({"kind": "choice", "en_choices": "a\nb\nc", "zh_choices": "一\n二"}, "zh_choices"),
    ({"kind": "numeric"}, "numeric_answer"),
    ({"kind": "numeric", "numeric_answer": "many"}, "numeric_answer"),
    ({"kind": "numeric", "numeric_answer": "1", "numeric_tolerance": "-1"}, "numeric_tolerance"),
    ({"kind": "typed", "zh_accepted": "批归一化"}, "en_accepted"),
    ({"kind": "exercise"}, "kind"),
    ({"kind": "nonsense"}, "kind"),
    ({"difficulty": "7"}, "difficulty"),
    ({"section": "999999"}, "section"),
    ({"tags": "Not A Tag!"}, "tags"),
    ({"en_back": "x" * 8001}, "en_back"),
]


@pytest.mark.parametrize(("change", "field"), BROKEN)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(
    charlie: User, client_of: ClientOf, change: dict[str, str], field: str
) -> None:
    card = make_card()
    sent = {"en_back": "Nothing is lost.", **change}
    response = edit(client_of(charlie), card, **sent)
    assert response.status_code == 422
    assert messages_of(response, field)
    form = response.context["form"]
    assert {name: form[name].value() for name in sent} == sent
    assert not CardRevision.objects.exists()
    assert card.texts.get(language="en").front.startswith("Question")


def test_a_cloze_whose_further_card_has_a_taken_id_is_refused(
    charlie: User, client_of: ClientOf
) -> None:
    card = make_card()
    make_card(card.section, stable_id=f"{card.stable_id}/c2")
    texts = {"en_front": "a {{c1::b}} {{c2::c}}", "zh_front": "甲{{c1::乙}}{{c2::丙}}"}
    response = edit(client_of(charlie), card, kind="cloze", **texts)
    assert response.status_code == 422
    assert f"{card.stable_id}/c2" in messages_of(response, "__all__")


def test_a_similar_front_is_asked_about_once(charlie: User, client_of: ClientOf) -> None:
    other = make_card(en={"front": "Which statistics does batch normalization use?"})
    card = make_card()
    client = client_of(charlie)
    front = "Which statistics does batch normalization use"
    response = edit(client, card, en_front=front)
    assert response.status_code == 422
    assert f"/cards/{other.pk}/edit/" in messages_of(response, "save_anyway")
    assert 'name="save_anyway"' in response.content.decode()
    assert edit(client, card, en_front=front, save_anyway="on").status_code == 302
    # Its front stays as it is: nobody is asked again.
    assert edit(client, card, en_back="Other answer.").status_code == 302


def test_the_second_of_two_editors_is_told_and_loses_nothing(
    charlie: User, client_of: ClientOf
) -> None:
    card = make_card()
    client = client_of(charlie)
    path = f"/cards/{card.pk}/edit/"
    mine, theirs = form_of(client, path), form_of(client, path)
    client.post(path, {**theirs, "en_front": "Theirs?"})
    response = client.post(path, {**mine, "en_front": "Mine?"})
    assert response.status_code == 422
    assert "charlie saved this card" in messages_of(response, "__all__")
    html = response.content.decode()
    assert "Mine?" in html
    assert card.texts.get(language="en").front == "Theirs?"
    again = {**mine, "en_front": "Mine?", "seen_at": response.context["form"]["seen_at"].value()}
    assert client.post(path, again).status_code == 302
    assert card.texts.get(language="en").front == "Mine?"


@pytest.mark.parametrize("seen_at", ["", "yesterday", "2026-01-01T00:00:00+00:00"])
def test_a_form_that_does_not_say_what_was_seen_is_not_saved_at_once(
    charlie: User, client_of: ClientOf, seen_at: str
) -> None:
    card = make_card()
    assert edit(client_of(charlie), card, seen_at=seen_at).status_code == 422
