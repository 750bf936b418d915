"""A review can keep to one section and what lies beneath it; nothing else about it changes."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, Review, Schedule, Section
from cards.scheduling.queue import begin_day, next_card, today
from cards.scheduling.scope import narrowed, read_scope
from cards.tests.answering import NOON, answer, change_profile, learnt, make_cloze
from cards.tests.factories import make_card, make_section
from cards.tests.test_review_page import token_in

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def front(card: Card) -> str:
    return card.texts.get(language="en").front


def within(learner: User, section: Section) -> list[Card]:
    """What is shown, in order, when everything is known at once."""
    scope = read_scope(section.stable_id)
    shown: list[Card] = []
    while True:
        standing = narrowed(begin_day(learner, now=NOON), scope)
        counts = today(learner, now=NOON, standing=standing)
        showing = next_card(learner, now=NOON, standing=standing)
        assert (showing is None) == (counts.total == 0)
        if showing is None:
            return shown
        shown.append(showing.card)
        answer(learner, showing.card, version=showing.version)


@pytest.fixture
def chapter(alice: User) -> Section:
    """A chapter between two others of its document, each with due and new cards."""
    before = make_section()
    chapter = make_section(before.document)
    part = make_section(before.document, parent=chapter)
    after = make_section(before.document)
    for section in (before, chapter, part, after, make_section()):
        make_card(section)
        learnt(alice, make_card(section), due=0)
    return chapter


def test_due_and_new_cards_come_from_the_section_and_beneath(alice: User, chapter: Section) -> None:
    part = chapter.children.get()
    shown = within(alice, chapter)
    assert len(shown) == 4
    assert {card.section for card in shown} == {chapter, part}
    assert [card.section for card in within(alice, part)] == []


def test_only_the_sections_document_is_counted(alice: User, chapter: Section) -> None:
    standing = narrowed(begin_day(alice, now=NOON), read_scope(chapter.stable_id))
    counts = today(alice, now=NOON, standing=standing)
    assert [(row.document, row.new, row.due) for row in counts.documents] == [
        (chapter.document, 2, 2)
    ]


def test_what_is_studied_otherwise_stays_as_it_was(alice: User, chapter: Section) -> None:
    before = today(alice, now=NOON)
    within(alice, chapter)
    after = today(alice, now=NOON)
    assert before.total - after.total == after.done == 4
    assert not alice.profile.skipped_sections.exists()


def test_the_days_limits_hold(alice: User, chapter: Section) -> None:
    change_profile(alice, new_per_day=1, reviews_per_day=1)
    shown = within(alice, chapter)
    assert len(shown) == 2
    assert {review.phase for review in Review.objects.all()} == {"new", "review"}


def test_new_cards_answered_elsewhere_count_towards_the_limit(
    alice: User, chapter: Section
) -> None:
    change_profile(alice, new_per_day=1, reviews_per_day=0)
    answer(alice, make_card())
    assert within(alice, chapter) == []


def test_siblings_are_kept_apart(alice: User) -> None:
    lead, _second = make_cloze()
    assert within(alice, lead.section) == [lead]


def test_drill_comes_last_and_only_from_the_section(alice: User, chapter: Section) -> None:
    ours, theirs = make_card(chapter), make_card(make_section(chapter.document))
    for card in (ours, theirs):
        learnt(alice, card, due=3, drilling=True)
    shown = within(alice, chapter)
    assert shown[-1] == ours
    assert theirs not in shown


@pytest.mark.parametrize("what", ["section", "above", "document"])
def test_what_is_left_out_stays_out_and_the_page_says_so(
    alice: User, client_of: ClientOf, chapter: Section, what: str
) -> None:
    part = chapter.children.get()
    if what == "document":
        alice.profile.skipped_documents.add(part.document)
    else:
        alice.profile.skipped_sections.add(chapter if what == "above" else part)
    assert within(alice, part) == []
    html = client_of(alice).get("/review/", {"section": part.stable_id}).text
    assert "You have left this section out" in html


def test_sections_that_lead_each_other_in_a_circle_end(alice: User) -> None:
    one = make_section()
    two = make_section(one.document, parent=one)
    Section.objects.filter(pk=one.pk).update(parent=two)
    cards = [make_card(one), make_card(two)]
    assert within(alice, one) == cards


@pytest.mark.parametrize("retired", ["section", "document"])
def test_a_section_not_in_use_is_no_scope_and_its_address_not_found(
    alice: User, client_of: ClientOf, chapter: Section, retired: str
) -> None:
    client = client_of(alice)
    assert client.get("/review/", {"section": "no/such"}).status_code == 404
    owner = chapter if retired == "section" else chapter.document
    owner.retired = True
    owner.save()
    assert read_scope(chapter.stable_id) is None
    assert client.get("/review/", {"section": chapter.stable_id}).status_code == 404


def test_every_form_of_the_page_keeps_to_the_section(
    alice: User, client_of: ClientOf, chapter: Section
) -> None:
    client = client_of(alice)
    html = client.get("/review/", {"section": chapter.stable_id}).text
    kept = f"?section={chapter.stable_id.replace('/', '%2F')}"
    stage = html[html.index('id="stage"') :]
    forms = re.findall(r'(?:action|hx-post)="(/review/[^"]*)"', stage)
    assert forms
    assert all(address.endswith(kept) for address in forms)
    reveal = f"/review/reveal/{kept}"
    back = client.post(reveal, {"token": token_in(html)}, headers=HTMX).text
    grade = re.search(r'hx-post="(/review/answer/[^"]*)"', back)
    assert grade
    assert grade.group(1) == f"/review/answer/{kept}"


def test_answering_goes_on_within_the_section(
    alice: User, client_of: ClientOf, chapter: Section
) -> None:
    client = client_of(alice)
    query = f"?section={chapter.stable_id}"
    html = client.get(f"/review/{query}").text
    assert f'Only: <a href="{reverse("section", args=[chapter.stable_id])}"' in html
    shown = []
    while 'data-side="front"' in html:
        shown.append(re.search(r'data-card="(\d+)"', html).group(1))  # type: ignore[union-attr]
        form = {"token": token_in(html), "grade": "5"}
        html = client.post(f"/review/answer/{query}", form, headers=HTMX).text
    assert len(shown) == len(set(shown)) == 4
    assert "Nothing more of this section today" in html
    assert "Back to everything" in html


def test_without_javascript_it_is_kept_too(
    alice: User, client_of: ClientOf, chapter: Section
) -> None:
    client = client_of(alice)
    query = f"?section={chapter.stable_id}"
    form = {"token": token_in(client.get(f"/review/{query}").text), "grade": "5"}
    response = client.post(f"/review/answer/{query}", form)
    address = response.headers["Location"]
    assert address == f"/review/?section={chapter.stable_id.replace('/', '%2F')}"
    assert client.get(address).status_code == 200


def test_an_answer_counts_though_the_section_was_retired_meanwhile(
    alice: User, client_of: ClientOf, chapter: Section
) -> None:
    client = client_of(alice)
    query = f"?section={chapter.stable_id}"
    form = {"token": token_in(client.get(f"/review/{query}").text), "grade": "5"}
    part = chapter.children.get()
    Section.objects.filter(pk=chapter.pk).update(retired=True)
    Card.objects.filter(section=chapter).update(section=part)
    assert client.post(f"/review/answer/{query}", form, headers=HTMX).status_code == 200
    assert Review.objects.count() == 1


def test_undo_shows_a_card_of_another_section_again(
    alice: User, client_of: ClientOf, chapter: Section
) -> None:
    elsewhere = make_card(en={"front": "Elsewhere?"})
    answer(alice, elsewhere, now=NOON)
    html = client_of(alice).post(f"/review/undo/?section={chapter.stable_id}", headers=HTMX).text
    assert "Elsewhere?" in html
    assert not Schedule.objects.filter(card=elsewhere, due_day__isnull=False).exists()


def test_the_review_takes_no_more_queries_and_two_more_in_a_section(
    alice: User,
    client_of: ClientOf,
    chapter: Section,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(alice)
    client.get("/review/")
    with django_assert_max_num_queries(10):
        client.get("/review/")
    with django_assert_max_num_queries(12):
        client.get("/review/", {"section": chapter.stable_id})
