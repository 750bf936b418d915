"""Staff mend cards on the site and go back; nobody's progress changes by it."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.models import Card, CardRevision, Review, Schedule
from cards.tests.card_editing import add, edit, form_of
from cards.tests.factories import make_card, make_section
from cards.tests.test_card_to_section_and_back import link_in, showing_in
from cards.tests.test_review_page import HTMX, token_in

ClientOf = Callable[[User], Client]


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


def test_both_languages_are_saved_and_the_editor_is_named(
    alice: User, charlie: User, client_of: ClientOf
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


def test_saving_leads_back_to_the_side_that_showed(charlie: User, client_of: ClientOf) -> None:
    card = make_card(en={"back": "Yann"})
    client = client_of(charlie)
    query = f"?section={card.section.stable_id.split('/')[0]}"
    back = client.post(
        f"/review/reveal/{query}", {"token": token_in(client.get("/review/").text)}, headers=HTMX
    ).text
    place = client.get(link_in(back, "Edit this card")).context["next"]
    address = edit(client, card, next=place, en_back="Yann LeCun").headers["Location"]
    shown = client.get(address).text
    assert showing_in(shown) == showing_in(back)
    assert "Yann LeCun" in shown


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
