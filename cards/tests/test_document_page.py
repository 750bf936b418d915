"""The list of documents, and a document's page with the tree of its sections."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, Document, Erratum, Section
from cards.statistics.section_tree import section_tree
from cards.tests.answering import change_profile, learnt
from cards.tests.factories import make_card, make_document, make_section

ClientOf = Callable[[User], Client]
# The pages look at the clock; days count from NOON, which is long past.
LONG_AFTER = 20_000


def page_of(document: Document) -> str:
    return reverse("document", args=[document.stable_id])


def row_of(html: str, section: Section) -> str:
    """The row of one section in the tree."""
    address = re.escape(reverse("section", args=[section.stable_id]))
    found = re.search(
        rf'<div class="section-row"><a class="title" href="{address}">.*?</div>', html
    )
    assert found, html
    return found.group(0)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def make_erratum(section: Section, **fields: object) -> Erratum:
    defaults = {
        f"{part}_{language}": f"{part} {language}"
        for part in ("wrong", "correct", "evidence")
        for language in ("en", "zh")
    }
    number = Erratum.objects.count()
    return Erratum.objects.create(
        document=section.document,
        section=section,
        stable_id=f"{section.stable_id}/e{number}",
        **{**defaults, **fields},
    )


@pytest.mark.parametrize("name", ["documents", "document"])
def test_a_visitor_is_sent_to_sign_in(client: Client, alice: User, name: str) -> None:
    address = page_of(make_document()) if name == "document" else reverse("documents")
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=/documents/")


def test_the_list_links_every_document_with_its_counts(alice: User, client_of: ClientOf) -> None:
    section = make_section(make_document(title_en="Notes", description_en="About optimizers."))
    make_card(section)
    learnt(alice, make_card(section), due=0)
    html = client_of(alice).get(reverse("documents")).text
    assert f'<a href="{page_of(section.document)}">Notes</a>' in html
    assert "About optimizers." in html
    assert "2 cards" in html
    assert "1 new" in html
    assert "1 learning" in html


def test_without_documents_the_list_says_what_to_do(
    alice: User, charlie: User, client_of: ClientOf
) -> None:
    assert "Ask the admin" in client_of(alice).get(reverse("documents")).text
    assert "load_content" in client_of(charlie).get(reverse("documents")).text


def test_a_row_counts_the_section_and_everything_beneath(alice: User, client_of: ClientOf) -> None:
    chapter = make_section()
    part = make_section(chapter.document, parent=chapter)
    make_card(chapter)
    learnt(alice, make_card(part), due=-1, interval=30)
    learnt(alice, make_card(part, kind="exercise"), due=LONG_AFTER)
    make_erratum(part)
    html = client_of(alice).get(page_of(chapter.document)).text
    row = words(row_of(html, chapter))
    assert (
        "1 mature, 1 learning, 1 new, 1 due 3 cards 1 of its own 1 due 1 mistake 1 exercise" in row
    )
    assert "2 cards 1 due 1 mistake 1 exercise" in words(row_of(html, part))


def test_the_strip_is_as_long_as_there_are_cards(alice: User, client_of: ClientOf) -> None:
    section = make_section()
    make_card(section)
    learnt(alice, make_card(section), due=0, interval=30)
    learnt(alice, make_card(section), due=LONG_AFTER, interval=21)
    row = row_of(client_of(alice).get(page_of(section.document)).text, section)
    assert 'viewBox="0 0 3 12"' in row
    assert '<rect class="mature" x="0" width="2" height="8"/>' in row
    assert '<rect class="new" x="2" width="1" height="8"/>' in row
    assert '<rect class="due" y="9" width="1" height="3"/>' in row
    assert "style=" not in row


def test_sections_lie_within_the_one_above_in_reading_order(
    alice: User, client_of: ClientOf
) -> None:
    second = make_section(title_en="Second", position=5)
    first = make_section(second.document, title_en="First", position=2)
    inner = make_section(second.document, title_en="Inner", parent=first, position=9)
    html = client_of(alice).get(page_of(second.document)).text
    assert html.index("First</a>") < html.index("Inner</a>") < html.index("Second</a>")
    nested = html[html.index("First</a>") : html.index("Second</a>")]
    assert "1 part</summary><ul><li>" in nested
    assert reverse("section", args=[inner.stable_id]) in nested


def test_what_is_retired_is_not_shown_and_what_lies_beneath_moves_up(
    alice: User, client_of: ClientOf
) -> None:
    top = make_section(title_en="Top")
    gone = make_section(top.document, parent=top, title_en="Gone", retired=True)
    kept = make_section(top.document, parent=gone, title_en="Kept")
    make_card(gone)
    make_card(kept)
    make_card(kept, state=Card.State.RETIRED)
    make_card(kept, state=Card.State.DRAFT)
    make_erratum(kept, retired=True)
    html = client_of(alice).get(page_of(top.document)).text
    assert "Gone" not in html
    assert "1 card Study Top" in words(row_of(html, top))
    assert words(row_of(html, kept)).endswith("1 card Study Kept")


def test_a_retired_or_unknown_document_is_not_found(alice: User, client_of: ClientOf) -> None:
    retired = make_document(retired=True, title_en="Gone")
    client = client_of(alice)
    assert client.get(page_of(retired)).status_code == 404
    assert client.get("/documents/no/such/document/").status_code == 404
    assert "Gone" not in client.get(reverse("documents")).text


def test_what_is_left_out_says_so_and_offers_no_studying(alice: User, client_of: ClientOf) -> None:
    chapter = make_section()
    part, other = (
        make_section(chapter.document, parent=chapter),
        make_section(chapter.document),
    )
    for section in (chapter, part, other):
        make_card(section)
    alice.profile.skipped_sections.add(chapter)
    client = client_of(alice)
    html = client.get(page_of(chapter.document)).text
    assert words(row_of(html, chapter)).endswith("left out")
    assert words(row_of(html, part)).endswith("left out")
    assert "/review/?section=" in row_of(html, other)
    alice.profile.skipped_documents.add(chapter.document)
    html = client.get(page_of(chapter.document)).text
    assert "You have left this document out" in html
    assert "/review/?section=" not in html


def test_sections_that_lead_each_other_in_a_circle_are_all_shown(alice: User) -> None:
    one = make_section()
    two = make_section(one.document, parent=one)
    three = make_section(one.document, parent=two)
    Section.objects.filter(pk=one.pk).update(parent=two)
    make_card(one)
    make_card(three)
    tree = section_tree(alice, one.document, day=1, left_out=False)
    assert {branch.pk for branch in tree} == {one.pk, two.pk, three.pk}
    assert tree.cards.total == 2


def test_titles_follow_the_language_and_are_escaped(alice: User, client_of: ClientOf) -> None:
    section = make_section(title_en="<b>A</b> & B", title_zh="优化器")
    make_card(section)
    client = client_of(alice)
    assert "&lt;b&gt;A&lt;/b&gt; &amp; B</a>" in client.get(page_of(section.document)).text
    change_profile(alice, language="zh-hans")
    assert "优化器</a>" in client.get(page_of(section.document)).text


def test_a_document_without_sections_says_so(alice: User, client_of: ClientOf) -> None:
    assert "no sections" in client_of(alice).get(page_of(make_document())).text


def test_today_leads_to_each_document(alice: User, client_of: ClientOf) -> None:
    card = make_card()
    assert f'href="{page_of(card.document)}"' in client_of(alice).get("/").text


def test_a_thousand_sections_take_six_queries(
    alice: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    document = make_document()
    sections = Section.objects.bulk_create(
        Section(
            document=document,
            stable_id=f"{document.stable_id}/{i}",
            title_en=f"Section {i}",
            position=i,
        )
        for i in range(1000)
    )
    for i, section in enumerate(sections[11:]):
        section.parent = sections[i // 10]
    Section.objects.bulk_update(sections, ["parent"], batch_size=200)
    learnt(alice, make_card(sections[500]), due=0)
    client = client_of(alice)
    with django_assert_max_num_queries(6):
        html = client.get(page_of(document)).text
    assert html.count('class="section-row"') == 1000
    with django_assert_max_num_queries(4):
        client.get(reverse("documents"))
