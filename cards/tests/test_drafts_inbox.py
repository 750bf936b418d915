"""The inbox of drafts: staff see what rules propose and decide, one by one or a rule at once."""

import re
from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.content.imports import deciding
from cards.content.imports.deciding import discard
from cards.models import Card, Draft, Section
from cards.tests.access import assert_for_staff_alone
from cards.tests.factories import make_card
from cards.tests.notes import import_notes
from cards.views import draft_decisions, drafts

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def staff(charlie: User, client_of: ClientOf) -> Client:
    return client_of(charlie)


@pytest.fixture
def draft(db: None) -> Draft:
    import_notes()
    return Draft.objects.get(front="What is Dropout?")


def reread(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_a_draft_names_its_rule_its_section_and_its_line(staff: Client, draft: Draft) -> None:
    html = staff.get("/drafts/").content.decode()
    item = html[html.index(f'id="draft-{draft.pk}"') :]
    assert "<strong>heading</strong>" in item
    assert "2. Dropout</a>, line 13" in item
    assert "Units are switched off by chance." in item


def test_a_draft_tells_in_which_language_its_card_will_be(staff: Client, draft: Draft) -> None:
    assert "in English only" in staff.get("/drafts/").content.decode()
    Draft.objects.filter(pk=draft.pk).update(
        other_front="什么是 Dropout？", other_back="随机失活。"
    )
    html = staff.get("/drafts/?rule=heading").content.decode()
    assert "in both languages" in html[html.index(f"draft-{draft.pk}") :].partition("</li>")[0]


@pytest.mark.parametrize(("verb", "state"), [("accept", "accepted"), ("discard", "discarded")])
def test_a_decision_shows_the_rest_of_the_inbox(
    staff: Client, draft: Draft, verb: str, state: str
) -> None:
    html = staff.post(f"/drafts/{draft.pk}/{verb}/", headers=HTMX).content.decode()
    assert reread(draft).state == state
    assert f'id="draft-{draft.pk}"' not in html
    assert "<html" not in html
    assert f"{state.capitalize()}." in html
    assert Card.objects.count() == (verb == "accept")


def test_without_javascript_a_decision_leads_back_to_the_same_filters(
    staff: Client, draft: Draft
) -> None:
    response = staff.post(f"/drafts/{draft.pk}/discard/?rule=heading&p=2")
    assert response.headers["Location"] == "/drafts/?rule=heading&p=2"


def test_undo_brings_it_back(staff: Client, draft: Draft) -> None:
    staff.post(f"/drafts/{draft.pk}/accept/", headers=HTMX)
    html = staff.post("/drafts/undo/", headers=HTMX).content.decode()
    assert "1 draft is back." in html
    assert f'id="draft-{draft.pk}"' in html
    assert not Card.objects.exists()
    assert "There is nothing left to undo." in staff.post("/drafts/undo/", headers=HTMX).text


def test_what_somebody_else_decided_is_told(staff: Client, draft: Draft) -> None:
    staff.post(f"/drafts/{draft.pk}/accept/", headers=HTMX)
    response = staff.post(f"/drafts/{draft.pk}/discard/", headers=HTMX)
    assert response.status_code == 409
    assert "Somebody else has decided on that draft already." in response.text


def test_editing_can_add_the_other_language_and_accept(staff: Client, draft: Draft) -> None:
    page = staff.get(f"/drafts/{draft.pk}/edit/", headers=HTMX).text
    assert "Units are switched off by chance." in page
    data = {"front": "What does dropout do?", "back": "It drops units.", "accept": "1",
            "other_front": "Dropout 做什么？", "other_back": "随机关闭神经元。"}  # fmt: skip
    assert staff.post(f"/drafts/{draft.pk}/edit/", data, headers=HTMX).status_code == 200
    texts = dict(Card.objects.get().texts.values_list("language", "front"))
    assert texts == {"en": "What does dropout do?", "zh": "Dropout 做什么？"}


def test_editing_can_be_saved_for_later(staff: Client, draft: Draft) -> None:
    staff.post(f"/drafts/{draft.pk}/edit/", {"front": "What?", "back": "That."}, headers=HTMX)
    found = reread(draft)
    assert (found.front, found.state) == ("What?", "pending")
    assert not Card.objects.exists()


def test_an_edit_that_makes_no_card_is_shown_again_with_all_that_was_written(
    staff: Client, draft: Draft
) -> None:
    data = {"front": "x" * 301, "back": "kept words", "accept": "1"}
    response = staff.post(f"/drafts/{draft.pk}/edit/", data, headers=HTMX)
    assert response.status_code == 422
    assert "at most 300 fit a phone" in response.text
    assert "kept words" in response.text
    assert reread(draft).front == "What is Dropout?"


def test_an_edit_does_not_take_back_what_somebody_decides_meanwhile(
    staff: Client, draft: Draft, charlie: User
) -> None:
    with patch.object(draft_decisions, "wait_for_turn", lambda: discard(draft, charlie)):
        answer = staff.post(f"/drafts/{draft.pk}/edit/", {"front": "New front", "back": "b"})
    assert answer.status_code == 404
    assert reread(draft).front == "What is Dropout?"


def test_drafts_of_sections_out_of_use_wait_elsewhere(staff: Client, draft: Draft) -> None:
    Section.objects.filter(pk=draft.section_id).update(retired=True)
    assert "What is Dropout?" not in staff.get("/drafts/").content.decode()


def test_a_draft_merges_into_a_card_or_another_draft(staff: Client, draft: Draft) -> None:
    card = make_card(draft.section, en={"front": "What is dropout?", "back": "Old."})
    page = staff.get(f"/drafts/{draft.pk}/merge/", headers=HTMX).text
    assert f'value="card:{card.pk}"' in page
    staff.post(f"/drafts/{draft.pk}/merge/", {"target": f"card:{card.pk}"}, headers=HTMX)
    assert card.texts.get(language="en").back.endswith("switched off by chance.")
    staff.post("/drafts/undo/", headers=HTMX)
    other = Draft.objects.exclude(pk=draft.pk)[0]
    staff.post(f"/drafts/{draft.pk}/merge/", {"target": f"draft:{other.pk}"}, headers=HTMX)
    assert reread(draft).state == "merged"
    assert "switched off" in reread(other).back


@pytest.mark.parametrize("target", ["", "card:", "card:x", "card:999", "draft:999", "card:²"])
def test_a_target_that_is_none_is_not_found(staff: Client, draft: Draft, target: str) -> None:
    response = staff.post(f"/drafts/{draft.pk}/merge/", {"target": target}, headers=HTMX)
    assert response.status_code == 404
    assert reread(draft).state == "pending"


def test_all_of_a_rule_are_decided_at_once_after_a_confirmation(
    staff: Client, draft: Draft
) -> None:
    count = Draft.objects.filter(rule="heading").count()
    address = "/drafts/all/?rule=heading"
    refused = staff.post(address, {"what": "discard"}, headers=HTMX)
    assert refused.status_code == 409
    assert "Tick the box" in refused.text
    assert (
        "Choose a rule first." in staff.post("/drafts/all/", {"what": "accept"}, headers=HTMX).text
    )
    assert not Draft.objects.exclude(state="pending").exists()
    html = staff.post(address, {"what": "discard", "sure": "on"}, headers=HTMX).text
    assert f"{count} drafts decided." in html
    assert not Draft.objects.filter(rule="heading", state="pending").exists()
    staff.post("/drafts/undo/", headers=HTMX)
    assert Draft.objects.filter(rule="heading", state="pending").count() == count


def test_of_more_than_can_be_decided_at_once_it_says_how_many_are_left(
    staff: Client, draft: Draft
) -> None:
    count = Draft.objects.filter(rule="heading").count()
    limits = [patch.object(module, "MOST_AT_ONCE", 2) for module in (deciding, draft_decisions)]
    with patch.object(drafts, "MOST_AT_ONCE", 2):
        html = staff.get("/drafts/?rule=heading").text
    assert f"Decide on 2 of {count} drafts of “heading” at once" in html
    with limits[0], limits[1]:
        answer = {"what": "discard", "sure": "on"}
        html = staff.post("/drafts/all/?rule=heading", answer, headers=HTMX).text
    assert f"2 drafts decided. {count - 2} are left for the next time." in html


def test_filters_narrow_the_inbox(staff: Client, draft: Draft) -> None:
    import_notes("# Talk\n\nQ: Why?\nA: Because of this.\n", name="talk.md")
    html = staff.get("/drafts/?document=talk&rule=asked-and-answered").text
    assert "Because of this." in html
    assert "switched off" not in html
    assert "Decide on 1 draft of “Q: and A:” at once" in html
    assert "No drafts here." in staff.get("/drafts/?document=talk&rule=steps").text


def test_precision_is_shown_with_its_counts(staff: Client, draft: Draft) -> None:
    others = Draft.objects.filter(rule="heading").exclude(pk=draft.pk)
    staff.post(f"/drafts/{draft.pk}/accept/")
    staff.post(f"/drafts/{others[0].pk}/discard/")
    html = staff.get("/drafts/").text
    assert re.search(r"heading</a></th><td>50% <span class=\"muted\">\(1 of 2\)", html)


def test_an_empty_inbox_says_what_to_do(staff: Client) -> None:
    html = staff.get("/drafts/").text
    assert "No drafts to review." in html
    assert 'href="/imports/"' in html


def test_twenty_drafts_make_a_page_and_no_query_for_each(
    staff: Client, draft: Draft, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    section = Section.objects.all()[0]
    Draft.objects.bulk_create(
        Draft(section=section, rule="heading", kind="basic", language="en", line=n,
              digest=str(n), front=f"front {n}", back="back")
        for n in range(30)
    )  # fmt: skip
    with django_assert_max_num_queries(12):
        html = staff.get("/drafts/").text
    assert html.count('class="panel draft"') == 20
    assert "?p=2" in html


def test_a_gap_that_cannot_be_read_is_shown_as_it_is_written(staff: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(kind="cloze", front="{{c1::never closed")
    response = staff.get("/drafts/")
    assert response.status_code == 200
    assert "never closed" in response.text


def test_drafts_are_text_not_html(staff: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(front="<script>alert(1)</script>")
    for path in ("/drafts/", f"/drafts/{draft.pk}/edit/", f"/drafts/{draft.pk}/merge/"):
        assert "<script>alert" not in staff.get(path).text


PATHS = [
    ("get", "/drafts/"),
    ("post", "/drafts/undo/"),
    ("post", "/drafts/all/"),
    ("post", "/drafts/1/accept/"),
    ("post", "/drafts/1/discard/"),
    ("get", "/drafts/1/edit/"),
    ("post", "/drafts/1/edit/"),
    ("get", "/drafts/1/merge/"),
    ("post", "/drafts/1/merge/"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_learners_are_refused_and_visitors_sign_in(
    alice: User, client_of: ClientOf, client: Client, method: str, path: str
) -> None:
    assert_for_staff_alone(method, path, learner=client_of(alice), visitor=client)


@pytest.mark.parametrize(("method", "path"), PATHS[3:])
def test_unknown_drafts_are_not_found(staff: Client, method: str, path: str) -> None:
    assert getattr(staff, method)(path).status_code == 404
