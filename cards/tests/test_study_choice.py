"""A learner chooses which documents, sections and tags are studied."""

import re
from collections.abc import Callable, Iterable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, Document, NewCardCursor, Review, Schedule, Section, Tag
from cards.scheduling.queue import next_card
from cards.scheduling.session import answer_card
from cards.scheduling.study_choice import Branch, load_choice
from cards.tests.factories import make_card, make_document, make_section

ClientOf = Callable[[User], Client]


@pytest.fixture
def tree(db: None) -> dict[str, Section]:
    """Chapter with two sections, of which the first has two subsections; a card in each leaf."""
    document = make_document()
    sections: dict[str, Section] = {}
    for position, (name, parent) in enumerate(
        [
            ("chapter", None),
            ("first", "chapter"),
            ("a", "first"),
            ("b", "first"),
            ("second", "chapter"),
        ]
    ):
        sections[name] = make_section(
            document, title_en=name, position=position, parent=sections[parent] if parent else None
        )
    for name in ("a", "b", "second"):
        make_card(sections[name])
    return sections


def boxes(client: Client) -> dict[str, bool]:
    """The boxes on the page, and whether each is ticked."""
    page = client.get(reverse("study")).text
    found = re.findall(r'name="ticked" value="([a-z]+-\d+)"( checked)?', page)
    return {name: bool(checked) for name, checked in found}


def untick(client: Client, *items: Document | Section | Tag) -> None:
    """Do what the form does without JavaScript: send the ticked boxes and what was shown."""
    shown = boxes(client)
    unticked = {box_of(item) for item in items}
    ticked = [name for name, checked in shown.items() if checked and name not in unticked]
    send(client, shown=shown, ticked=ticked)


def send(client: Client, *, shown: Iterable[str], ticked: Iterable[str]) -> None:
    data = {"shown": " ".join(shown), "ticked": list(ticked)}
    assert client.post(reverse("study"), data).status_code == 302


def box_of(item: Model) -> str:
    return f"{type(item).__name__.lower()}-{item.pk}"


def skipped_sections(user: User) -> set[str]:
    return set(user.profile.skipped_sections.values_list("title_en", flat=True))


def test_everything_is_studied_at_first(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    shown = boxes(client_of(alice))

    assert set(shown) == {box_of(item) for item in [*tree.values(), tree["a"].document]}
    assert all(shown.values())


def test_an_unticked_section_is_left_out_and_stays_so(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    client = client_of(alice)
    untick(client, tree["a"])
    untick(client)

    assert skipped_sections(alice) == {"a"}
    assert [name for name, checked in boxes(client).items() if not checked] == [box_of(tree["a"])]


def test_only_the_topmost_unticked_section_is_stored(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    client = client_of(alice)
    untick(client, tree["a"])
    untick(client, *tree.values())

    assert skipped_sections(alice) == {"chapter"}


def test_an_unticked_document_takes_its_sections_along(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    document = tree["a"].document
    untick(client_of(alice), document, tree["second"])

    assert set(alice.profile.skipped_documents.all()) == {document}
    assert skipped_sections(alice) == set()


def test_what_is_left_out_is_not_asked_and_comes_back_with_its_progress(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    client = client_of(alice)
    now = timezone.now()
    first = next_card(alice, now=now)
    assert first
    answer_card(
        learner=alice,
        card_id=first.card.pk,
        version=0,
        grade=5,
        key=uuid4(),
        duration_ms=900,
        now=now,
    )
    untick(client, tree["chapter"])
    alice.refresh_from_db()
    nothing = next_card(alice, now=now)
    send(client, shown=boxes(client), ticked=boxes(client))
    again = next_card(User.objects.get(pk=alice.pk), now=now)

    assert nothing is None
    assert again
    assert again.card.section.title_en == "b"
    assert (Review.objects.count(), Schedule.objects.get().repetitions) == (1, 1)


def test_saving_forgets_this_learners_place_and_nobody_elses(
    alice: User, bob: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    for learner in (alice, bob):
        NewCardCursor.objects.create(learner=learner, document=tree["a"].document, order=99)
    untick(client_of(alice), tree["a"])

    assert NewCardCursor.objects.get().learner == bob
    assert skipped_sections(bob) == set()


def test_a_section_added_after_the_page_was_loaded_is_studied(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    client = client_of(alice)
    shown = boxes(client)
    make_card(make_section(tree["a"].document, title_en="late"))
    send(client, shown=shown, ticked=shown)

    assert skipped_sections(alice) == set()
    assert all(boxes(client).values())


def test_what_the_page_did_not_show_stays_left_out(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    client = client_of(alice)
    untick(client, tree["a"])
    Card.objects.filter(section=tree["a"]).update(state=Card.State.RETIRED)
    hidden = boxes(client)
    untick(client, tree["b"])

    assert box_of(tree["a"]) not in hidden
    assert skipped_sections(alice) == {"a", "b"}


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "section-",
        "section-x",
        "section--1",
        "section-" + "9" * 400,
        "card-1",
        "section-٣",
        "\0",
    ],
)
def test_names_that_make_no_sense_change_nothing(
    alice: User, client_of: ClientOf, tree: dict[str, Section], nonsense: str
) -> None:
    client = client_of(alice)
    send(client, shown=[nonsense], ticked=[nonsense])

    assert all(boxes(client).values())


def test_unknown_documents_sections_and_tags_are_passed_over(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    client = client_of(alice)
    send(client, shown=["section-999999", "document-999999", "tag-999999"], ticked=[])

    assert all(boxes(client).values())
    assert not alice.profile.skipped_documents.exists()


def test_tags_can_be_left_out_too(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    client = client_of(alice)
    wanted, unused, other = (
        Tag.objects.create(name=name) for name in ("wanted", "unused", "other")
    )
    for card in Card.objects.all():
        card.tags.add(wanted, other)
    untick(client, other)

    assert set(alice.profile.skipped_tags.all()) == {other}
    assert boxes(client)[box_of(wanted)]
    assert not boxes(client)[box_of(other)]
    assert box_of(unused) not in boxes(client)


def test_counts_add_up_published_cards_beneath(alice: User, tree: dict[str, Section]) -> None:
    make_card(tree["first"])
    make_card(tree["a"], state=Card.State.DRAFT)
    lead = make_card(tree["b"], kind=Card.Kind.CLOZE, cloze_number=1)
    make_card(tree["b"], kind=Card.Kind.CLOZE, cloze_number=2, lead=lead)
    lead.tags.add(Tag.objects.create(name="cloze"))
    choice = load_choice(alice.profile)

    def counts(branch: Branch) -> dict[str, int]:
        below = {key: value for child in branch.children for key, value in counts(child).items()}
        return {branch.item.title_en: branch.cards, **below}

    assert counts(choice.documents[0]) == {
        tree["a"].document.title_en: 6,
        "chapter": 6,
        "first": 5,
        "a": 1,
        "b": 3,
        "second": 1,
    }
    assert [(row.tag.name, row.cards) for row in choice.tags] == [("cloze", 2)]


def test_retired_documents_and_sections_are_not_offered(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    Section.objects.filter(pk=tree["a"].pk).update(retired=True)
    make_card(make_section(make_document(retired=True)))

    shown = boxes(client_of(alice))

    assert set(shown) == {
        box_of(item) for item in (tree["a"].document, *tree.values()) if item != tree["a"]
    }


def test_sections_that_lead_each_other_in_a_circle_break_nothing(
    alice: User, client_of: ClientOf, tree: dict[str, Section]
) -> None:
    Section.objects.filter(pk=tree["chapter"].pk).update(parent=tree["a"])
    send(client_of(alice), shown=[box_of(tree["b"])], ticked=[])

    assert skipped_sections(alice) == {"b"}


def test_titles_follow_the_language_and_are_escaped(
    alice: User, client_of: ClientOf, db: None
) -> None:
    make_card(make_section(title_en="<script>alert(1)</script>"))
    page = client_of(alice).get(reverse("study")).text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_thousand_sections_take_no_more_queries_than_a_few(
    alice: User,
    client_of: ClientOf,
    tree: dict[str, Section],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    many = Section.objects.bulk_create(
        Section(
            document=tree["a"].document,
            stable_id=f"many/{number}",
            title_en=f"Section {number}",
            title_zh=f"小节 {number}",
            position=number + 10,
        )
        for number in range(1000)
    )
    Card.objects.bulk_create(
        Card(
            document=section.document,
            section=section,
            stable_id=f"{section.stable_id}/card",
            state=Card.State.PUBLISHED,
        )
        for section in many
    )
    client = client_of(alice)
    with django_assert_max_num_queries(8):
        shown = boxes(client)
    send(client, shown=shown, ticked=[name for name in shown if not name.startswith("section")])

    assert len(shown) == 1006
    assert alice.profile.skipped_sections.count() == 1001


def test_without_cards_the_page_says_so(alice: User, client_of: ClientOf) -> None:
    assert "There are no cards yet" in client_of(alice).get(reverse("study")).text


def test_a_visitor_is_sent_to_sign_in(
    client: Client, alice: User, tree: dict[str, Section]
) -> None:
    shown = client.get(reverse("study"))
    saved = client.post(reverse("study"), {"shown": box_of(tree["a"])})

    assert shown.url.startswith(reverse("login"))  # type: ignore[attr-defined]
    assert saved.url.startswith(reverse("login"))  # type: ignore[attr-defined]
    assert skipped_sections(alice) == set()


def test_other_methods_are_refused(alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).delete(reverse("study")).status_code == 405
