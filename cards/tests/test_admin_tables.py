"""The admin's other tables: what can be changed there, and what only looked at."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.models import Erratum, Flag, NewCardCursor, Review, Section, SiteSettings, Tag
from cards.tests.factories import make_card, make_document, make_section

ClientOf = Callable[[User], Client]


@pytest.fixture
def admin(charlie: User, client_of: ClientOf) -> Client:
    return client_of(charlie)


def make_review(learner: User) -> Review:
    return Review.objects.create(
        learner=learner,
        card=make_card(),
        key=uuid4(),
        phase="new",
        grade=4,
        answered_at=datetime(2026, 1, 2, tzinfo=UTC),
        day=20455,
        duration_ms=1000,
        repetitions_before=0,
        repetitions_after=1,
        interval_before=0,
        interval_after=1,
        ef_before=250,
        ef_after=250,
        state_before={},
    )


def fill(alice: User) -> None:
    """A row in every table."""
    card = make_card()
    Tag.objects.create(name="loss")
    Flag.objects.create(learner=alice, card=card, note="?")
    make_review(alice)
    Erratum.objects.create(document=card.document, section=card.section, stable_id="d/e1")


@pytest.mark.parametrize(
    "table", ["document", "section", "card", "erratum", "tag", "flag", "profile", "review"]
)
def test_every_table_lists_and_searches_and_opens_its_rows(
    admin: Client, alice: User, table: str
) -> None:
    fill(alice)
    page = admin.get(f"/admin/cards/{table}/")
    assert page.status_code == 200
    row = page.context["cl"].result_list[0]
    assert admin.get(f"/admin/cards/{table}/?q=方差").status_code == 200
    assert admin.get(f"/admin/cards/{table}/{row.pk}/change/").status_code == 200


@pytest.mark.parametrize("table", ["flag", "profile", "review", "section", "erratum"])
def test_lists_ask_no_query_for_each_row(
    admin: Client,
    alice: User,
    table: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(4):
        fill_one(alice)
    admin.get(f"/admin/cards/{table}/")
    with django_assert_max_num_queries(9):
        admin.get(f"/admin/cards/{table}/")


def fill_one(alice: User) -> None:
    review = make_review(alice)
    card = review.card
    Flag.objects.create(learner=alice, card=card, note="?")
    Erratum.objects.create(
        document=card.document, section=card.section, stable_id=f"{card.stable_id}/e"
    )


def test_reviews_are_read_only(admin: Client, alice: User) -> None:
    review = make_review(alice)
    path = "/admin/cards/review/"
    assert admin.get(f"{path}add/").status_code == 403
    assert admin.post(f"{path}{review.pk}/change/", {"grade": 0}).status_code == 403
    assert admin.post(f"{path}{review.pk}/delete/", {"post": "yes"}).status_code == 403
    review.refresh_from_db()
    assert review.grade == 4


def test_rows_that_progress_hangs_on_are_not_deleted(admin: Client) -> None:
    section = make_section()
    for table, row in {"document": section.document, "section": section}.items():
        path = f"/admin/cards/{table}/{row.pk}/delete/"
        assert admin.post(path, {"post": "yes"}).status_code == 403


def test_site_settings_are_one_row(admin: Client) -> None:
    response = admin.get("/admin/cards/sitesettings/")
    assert response.headers["Location"] == "/admin/cards/sitesettings/1/change/"
    assert admin.get("/admin/cards/sitesettings/add/").status_code == 403
    admin.post("/admin/cards/sitesettings/1/change/", {"open_sign_up": "on"})
    assert SiteSettings.load().open_sign_up


def test_the_cards_of_a_section_move_with_it(admin: Client, alice: User) -> None:
    section = make_section(position=2)
    card = make_card(section, order=20_007)
    NewCardCursor.objects.create(learner=alice, document=section.document, order=5)
    form = {"document": section.document_id, "title_en": "A", "title_zh": "甲", "position": 9}
    assert admin.post(f"/admin/cards/section/{section.pk}/change/", form).status_code == 302
    card.refresh_from_db()
    assert card.order == 90_007
    assert not NewCardCursor.objects.exists()


def test_a_document_that_returns_is_looked_at_again(admin: Client, alice: User) -> None:
    document = make_document(retired=True)
    NewCardCursor.objects.create(learner=alice, document=document, order=5)
    form = {"title_en": "A", "title_zh": "甲", "position": 1}
    assert admin.post(f"/admin/cards/document/{document.pk}/change/", form).status_code == 302
    assert not NewCardCursor.objects.exists()


def test_an_id_lasts_as_long_as_its_row(admin: Client) -> None:
    document = make_document(stable_id="lasting")
    form = {"stable_id": "other", "title_en": "A", "title_zh": "甲", "position": 1}
    admin.post(f"/admin/cards/document/{document.pk}/change/", form)
    document.refresh_from_db()
    assert (document.stable_id, document.title_en) == ("lasting", "A")


def test_a_new_document_is_made_here(admin: Client) -> None:
    form = {"stable_id": "own", "title_en": "A", "title_zh": "甲", "position": 1}
    assert admin.post("/admin/cards/document/add/", form).status_code == 302
    page = admin.get("/admin/cards/document/")
    assert page.context["cl"].result_list[0].origin == "local"


@pytest.mark.parametrize("model", ["section", "erratum", "tag"])
def test_the_cards_search_boxes_find_their_rows(admin: Client, model: str) -> None:
    section = make_section(title_zh="归一化", stable_id="dl/norm")
    Erratum.objects.create(
        document=section.document, section=section, stable_id="dl/norm-e1", wrong_zh="错的"
    )
    Tag.objects.create(name="normalization")
    field = {"section": "section", "erratum": "errata", "tag": "tags"}[model]
    query = {"app_label": "cards", "model_name": "card", "field_name": field, "term": "norm"}
    assert len(admin.get("/admin/autocomplete/", query).json()["results"]) == 1
    assert admin.get("/admin/autocomplete/", {**query, "term": "zzz"}).json()["results"] == []


def test_a_flag_keeps_its_note(admin: Client, alice: User) -> None:
    flag = Flag.objects.create(learner=alice, card=make_card(), note="Mine")
    path = f"/admin/cards/flag/{flag.pk}/change/"
    assert admin.post(path, {"reply": "Yes.", "note": "Theirs"}).status_code == 302
    flag.refresh_from_db()
    assert (flag.note, flag.reply) == ("Mine", "Yes.")


def change_section(admin: Client, section: Section, **fields: Any) -> Any:
    form = {"title_en": "A", "title_zh": "甲", "position": section.position, **fields}
    return admin.post(f"/admin/cards/section/{section.pk}/change/", form)


def test_a_section_stays_in_its_document_with_its_cards(admin: Client) -> None:
    section, elsewhere = make_section(), make_document()
    assert change_section(admin, section, document=elsewhere.pk).status_code == 302
    section.refresh_from_db()
    assert section.document != elsewhere


def test_a_section_is_put_beneath_another_of_its_document_only(admin: Client) -> None:
    section = make_section()
    beside, elsewhere = make_section(section.document), make_section()
    refused = change_section(admin, section, parent=elsewhere.pk)
    assert "Choose a section of the same document." in refused.text
    assert change_section(admin, section, parent=beside.pk).status_code == 302
    section.refresh_from_db()
    assert section.parent == beside


def test_sections_are_not_put_into_a_circle(admin: Client) -> None:
    top = make_section()
    middle = make_section(top.document, parent=top)
    bottom = make_section(top.document, parent=middle)
    refused = change_section(admin, top, parent=bottom.pk)
    assert "A section cannot stand beneath itself." in refused.text
    top.refresh_from_db()
    assert top.parent is None


def test_a_mistake_is_filed_under_a_section_of_its_document(admin: Client) -> None:
    section, elsewhere = make_section(), make_section()
    form = {"document": section.document_id, "stable_id": "d/e", "severity": "minor"}
    for part in ("wrong", "correct", "evidence"):
        form |= {f"{part}_en": "?", f"{part}_zh": "？"}
    refused = admin.post("/admin/cards/erratum/add/", {**form, "section": elsewhere.pk})
    assert "Choose a section of the same document." in refused.text
    admin.post("/admin/cards/erratum/add/", {**form, "section": section.pk})
    assert Erratum.objects.get().section == section
