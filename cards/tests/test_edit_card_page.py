"""Staff mend and add cards on the site; nobody's progress changes by it."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.models import Card, CardRevision, Review, Schedule, Section
from cards.tests.factories import make_card, make_section

ClientOf = Callable[[User], Client]


def form_of(client: Client, path: str) -> dict[str, Any]:
    """The form of the page as a browser would send it back untouched."""
    form = client.get(path).context["form"]
    values = {field.html_name: field.value() for field in form}
    prepared = {name: form.fields[name].prepare_value(value) for name, value in values.items()}
    prepared["errata"] = [erratum.pk for erratum in values["errata"] or []]
    prepared["section"] = getattr(values["section"], "pk", values["section"])
    return {name: value for name, value in prepared.items() if value not in (None, False)}


def edit(client: Client, card: Card, **changes: Any) -> Any:
    path = f"/cards/{card.pk}/edit/"
    return client.post(path, {**form_of(client, path), **changes})


def add(client: Client, section: Section, **values: Any) -> Any:
    blank = {"section": section.pk, "kind": "basic", "state": "published", "difficulty": "2"}
    texts = {"en_front": "Who?", "en_back": "Me.", "zh_front": "谁？", "zh_back": "我。"}
    return client.post("/cards/add/", {**blank, "numeric_tolerance": "0", **texts, **values})


def studied(learner: User, card: Card) -> tuple[Schedule, Review]:
    schedule = Schedule.objects.create(
        learner=learner,
        card=card,
        repetitions=3,
        interval=15,
        ef=236,
        due_day=20000,
        last_day=19985,
    )
    review = Review.objects.create(
        learner=learner,
        card=card,
        key="12345678123456781234567812345678",
        phase="review",
        grade=4,
        answered_at=datetime(2026, 1, 2, tzinfo=UTC),
        day=19985,
        elapsed_days=6,
        duration_ms=1000,
        repetitions_before=2,
        repetitions_after=3,
        interval_before=6,
        interval_after=15,
        ef_before=236,
        ef_after=236,
        state_before={},
    )
    return schedule, review


def rows() -> list[Any]:
    return [*Schedule.objects.order_by("pk").values(), *Review.objects.order_by("pk").values()]


def messages_of(response: Any, field: str) -> str:
    return " ".join(response.context["form"].errors.get(field, []))


def test_both_languages_are_saved_and_the_editor_is_named(
    charlie: User, client_of: ClientOf
) -> None:
    card = make_card()
    response = edit(client_of(charlie), card, en_front="New?", zh_back="新。")
    assert response.status_code == 302
    texts = {text.language: text for text in card.texts.all()}
    assert (texts["en"].front, texts["zh"].back) == ("New?", "新。")
    revision = CardRevision.objects.filter(card=card).first()
    assert revision is not None
    assert revision.changed_by == charlie
    assert revision.snapshot["texts"]["en"]["front"] == "New?"
    card.refresh_from_db()
    assert card.updated_by == charlie


def test_saving_leads_back_to_the_review_where_the_card_shows_again(
    charlie: User, client_of: ClientOf
) -> None:
    card = make_card()
    client = client_of(charlie)
    page = client.get("/review/").content.decode()
    assert f"/cards/{card.pk}/edit/?next=/review/" in page
    response = edit(client, card, next="/review/", en_front="Mended front?")
    assert response.headers["Location"] == "/review/"
    assert "Mended front?" in client.get("/review/").content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_no_other_site_is_returned_to(charlie: User, client_of: ClientOf, address: str) -> None:
    card = make_card()
    client = client_of(charlie)
    page = client.get(f"/cards/{card.pk}/edit/", {"next": address})
    assert page.context["next"] == "/"
    assert edit(client, card, next=address).headers["Location"] == "/"


@pytest.mark.parametrize("change", [{"en_front": "New?"}, {"kind": "typed"}, {"kind": "cloze"}])
def test_editing_never_touches_progress(
    alice: User, charlie: User, client_of: ClientOf, change: dict[str, str]
) -> None:
    card = make_card()
    studied(alice, card)
    before = rows()
    extra = {"en_accepted": "BN", "zh_accepted": "BN"}
    if change.get("kind") == "cloze":
        extra = {"en_front": "a {{c1::b}} {{c2::c}}", "zh_front": "甲{{c1::乙}}{{c2::丙}}"}
    assert edit(client_of(charlie), card, **change, **extra).status_code == 302
    card.refresh_from_db()
    assert card.kind == change.get("kind", "basic")
    assert rows() == before


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


def test_a_cloze_whose_further_card_has_a_taken_id_is_refused(
    charlie: User, client_of: ClientOf
) -> None:
    card = make_card()
    make_card(card.section, stable_id=f"{card.stable_id}/c2")
    texts = {"en_front": "a {{c1::b}} {{c2::c}}", "zh_front": "甲{{c1::乙}}{{c2::丙}}"}
    response = edit(client_of(charlie), card, kind="cloze", **texts)
    assert response.status_code == 422
    assert f"{card.stable_id}/c2" in messages_of(response, "__all__")


def test_the_section_of_the_address_is_chosen(charlie: User, client_of: ClientOf) -> None:
    section = make_section()
    html = client_of(charlie).get(f"/cards/add/?section={section.stable_id}").content.decode()
    assert f'<option value="{section.pk}" selected>' in html


def test_tags_are_words_and_new_ones_are_made(charlie: User, client_of: ClientOf) -> None:
    card = make_card()
    edit(client_of(charlie), card, tags="optimizer, formula optimizer")
    assert [tag.name for tag in card.tags.all()] == ["formula", "optimizer"]


def test_lists_are_edited_one_entry_a_line(charlie: User, client_of: ClientOf) -> None:
    card = make_card(kind="choice", en={"choices": ["a", "b"]}, zh={"choices": ["甲", "乙"]})
    client = client_of(charlie)
    assert form_of(client, f"/cards/{card.pk}/edit/")["en_choices"] == "a\nb"
    assert edit(client, card, en_choices=" a \r\n\r\nx, y\r\n").status_code == 302
    assert card.texts.get(language="en").choices == ["a", "x, y"]
    assert card.texts.get(language="zh").choices == ["甲", "乙"]


def test_a_number_keeps_its_form(charlie: User, client_of: ClientOf) -> None:
    card = make_card(kind="numeric", numeric_answer="36928", unit="MB", accepted_units=["MB", "兆"])
    client = client_of(charlie)
    form = form_of(client, f"/cards/{card.pk}/edit/")
    assert (form["numeric_answer"], form["accepted_units"]) == ("36928", "MB\n兆")
    assert edit(client, card, unit="GB").status_code == 302
    card.refresh_from_db()
    assert (card.numeric_answer, card.unit, card.accepted_units) == (
        Decimal(36928),
        "GB",
        ["MB", "兆"],
    )


def test_a_number_without_a_tolerance_is_exact(charlie: User, client_of: ClientOf) -> None:
    number = {"kind": "numeric", "numeric_answer": "3.5", "numeric_tolerance": ""}
    assert add(client_of(charlie), make_section(), **number).status_code == 302
    assert Card.objects.get().numeric_tolerance == 0


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


def test_a_cloze_sibling_is_edited_at_its_lead(charlie: User, client_of: ClientOf) -> None:
    texts = {"en_front": "a {{c1::b}} {{c2::c}}", "zh_front": "甲{{c1::乙}}{{c2::丙}}"}
    client = client_of(charlie)
    add(client, make_section(), kind="cloze", **texts)
    sibling = Card.objects.get(lead__isnull=False)
    response = client.get(f"/cards/{sibling.pk}/edit/?next=/review/")
    assert response.headers["Location"] == f"/cards/{sibling.lead_id}/edit/?next=%2Freview%2F"
    assert client.post(f"/cards/{sibling.pk}/edit/").status_code == 302
    assert not CardRevision.objects.filter(card=sibling).exists()


def test_a_shipped_card_is_marked_as_edited_here(charlie: User, client_of: ClientOf) -> None:
    card = make_card(origin="shipped")
    edit(client_of(charlie), card, en_back="Better.")
    card.refresh_from_db()
    assert card.edited_locally


@pytest.mark.parametrize("path", ["/cards/add/", "/cards/1/edit/", "/cards/preview/frame/"])
def test_learners_are_refused_and_visitors_sign_in(
    alice: User, client_of: ClientOf, client: Client, path: str
) -> None:
    assert client_of(alice).get(path).status_code == 403
    assert client_of(alice).put(path).status_code in (403, 405)
    assert client.get(path).headers["Location"].startswith("/sign-in/?next=")


def test_unknown_cards_and_wrong_methods_are_refused(charlie: User, client_of: ClientOf) -> None:
    client = client_of(charlie)
    assert client.get("/cards/999/edit/").status_code == 404
    assert client.delete("/cards/add/").status_code == 405
    assert client.put(f"/cards/{make_card().pk}/edit/").status_code == 405


def test_an_empty_form_says_what_is_missing(charlie: User, client_of: ClientOf) -> None:
    response = client_of(charlie).post("/cards/add/", {})
    assert response.status_code == 422
    assert messages_of(response, "section")
    assert messages_of(response, "en_front")
    assert Card.objects.count() == 0
