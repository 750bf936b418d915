"""A card and a section show what the notes say, once the learner opens it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cards.content.markdown.definitions import definitions_for, definitions_in
from cards.models import Document, Passage, Section
from cards.tests.factories import make_card, make_section
from cards.tests.notes import NOTES, import_notes

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def section_called(title: str) -> Section:
    return Section.objects.get(title_en=title)


def address(section: Section) -> str:
    return reverse("passage", args=[section.stable_id])


def test_a_section_page_has_the_passage_folded(alice: User, client_of: ClientOf) -> None:
    import_notes()
    section = section_called("2. Dropout")
    html = client_of(alice).get(reverse("section", args=[section.stable_id])).text
    assert f'hx-get="{address(section)}"' in html
    assert "switched off by chance" not in html
    opened = client_of(alice).get(address(section), headers=HTMX).text
    assert "switched off by chance" in opened
    assert "n.md" in opened
    assert "lines 13–15" in opened
    assert "<html" not in opened


def test_without_javascript_the_passage_is_a_page(alice: User, client_of: ClientOf) -> None:
    import_notes()
    html = client_of(alice).get(address(section_called("2. Dropout"))).text
    assert "<h1>From the notes</h1>" in html


def test_a_section_without_passage_has_no_fold(alice: User, client_of: ClientOf) -> None:
    section = make_section()
    html = client_of(alice).get(reverse("section", args=[section.stable_id])).text
    assert "From the notes" not in html
    assert client_of(alice).get(address(section)).status_code == 404


def test_the_back_of_a_card_has_it_and_the_front_does_not(alice: User, client_of: ClientOf) -> None:
    import_notes()
    make_card(section_called("2. Dropout"))
    client = client_of(alice)
    front = client.get("/review/")
    assert "From the notes" not in front.text
    back = client.post("/review/reveal/", {"token": front.context["token"]}, headers=HTMX)
    assert f'hx-get="{address(section_called("2. Dropout"))}"' in back.text


def test_a_passage_costs_the_review_no_query(
    alice: User,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    import_notes()
    make_card(section_called("2. Dropout"))
    client = client_of(alice)
    form = {"token": client.get("/review/").context["token"]}
    Section.objects.update(has_passage=False)
    with django_assert_max_num_queries(30) as without:
        assert "From the notes" not in client.post("/review/reveal/", form, headers=HTMX).text
    Section.objects.update(has_passage=True)
    with django_assert_num_queries(len(without.captured_queries)):
        assert "From the notes" in client.post("/review/reveal/", form, headers=HTMX).text


def test_opening_it_takes_few_queries(
    alice: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    import_notes()
    client = client_of(alice)
    with django_assert_max_num_queries(6):
        client.get(address(section_called("2. Dropout")), headers=HTMX)


def test_a_heading_alone_shows_what_stands_below_it(alice: User, client_of: ClientOf) -> None:
    import_notes("# Top\n\n## A\n\nfirst\n\n## B\n\nsecond\n\n# Other\n\nthird\n")
    html = client_of(alice).get(address(section_called("Top")), headers=HTMX).text
    assert "first" in html
    assert "second" in html
    assert "third" not in html


def test_a_lost_passage_says_so(alice: User, client_of: ClientOf) -> None:
    import_notes()
    section = section_called("2. Dropout")
    make_card(section)
    import_notes(NOTES.partition("## 2.")[0], Document.objects.get())
    html = client_of(alice).get(address(section), headers=HTMX).text
    assert "Passage lost" in html
    assert "switched off by chance" in html


def test_a_footnote_from_the_end_of_the_notes_is_shown(alice: User, client_of: ClientOf) -> None:
    import_notes("# A\n\nclaim[^1]\n\n# B\n\ntext\n\n[^1]: the proof\n")
    html = client_of(alice).get(address(section_called("A")), headers=HTMX).text
    assert "the proof" in html
    assert "the proof" not in client_of(alice).get(address(section_called("B")), headers=HTMX).text


def test_only_definitions_that_stand_elsewhere_are_kept_beside_a_passage(db: None) -> None:
    import_notes("# A\n\nclaim[^1] [site][s]\n\n[^1]: the proof\n\n# B\n\n[s]: https://x.example\n")
    assert Passage.objects.get(heading="A").definitions == "[s]: https://x.example"


def test_no_passage_keeps_more_definitions_than_it_can_show() -> None:
    lines = [f"[^{n}]: {'x' * 1500}" for n in range(10)] + ["[^long]: a", "    " + "y" * 1_000_000]
    found = definitions_in(lines)
    kept = definitions_for("[^0] [^1] [^2] [^3] [^long]", found)
    assert [line.partition(":")[0] for line in kept.split("\n\n")] == ["[^0]", "[^1]", "[^long]"]
    assert len(kept) < 4000


def test_visitors_sign_in(db: None, client: Client) -> None:
    import_notes()
    response = client.get(address(section_called("2. Dropout")))
    assert response.headers["Location"].startswith("/sign-in/?next=")
    assert client.get(address(section_called("2. Dropout")), headers=HTMX).status_code == 401


@pytest.mark.parametrize("which", ["section", "document"])
def test_what_is_out_of_use_is_not_found(alice: User, client_of: ClientOf, which: str) -> None:
    import_notes()
    section = section_called("2. Dropout")
    row = section if which == "section" else section.document
    row.retired = True
    row.save()
    assert client_of(alice).get(address(section)).status_code == 404
    assert client_of(alice).post(address(section)).status_code == 405
