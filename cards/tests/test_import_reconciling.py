"""Notes become passages of sections; the same notes again change what changed, and lose nothing."""

from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from cards.content.imports import applying
from cards.content.imports.plan import Change
from cards.models import Card, Document, Import, Passage, Schedule, Section
from cards.models.documents import Origin
from cards.tests.factories import make_card, make_document, make_section
from cards.tests.notes import NOTES, changes, import_notes, passages

pytestmark = pytest.mark.django_db


def imported() -> Document:
    import_notes()
    return Document.objects.get()


def test_new_notes_become_a_document_of_this_site_with_its_tree_and_passages() -> None:
    document = imported()
    assert (document.title_en, document.origin) == ("Networks", Origin.LOCAL)
    rows = Section.objects.values_list("stable_id", "title_zh", "parent__title_zh", "position")
    assert list(rows) == [
        ("networks/networks", "Networks", None, 1),
        ("networks/1-convolution", "1. Convolution", "Networks", 2),
        ("networks/dilated-convolution", "Dilated convolution", "1. Convolution", 3),
        ("networks/2-dropout", "2. Dropout", "Networks", 4),
    ]
    found = passages(document)["1. Convolution"]
    assert (found.first_line, found.last_line) == (5, 11)
    assert found.text == "## 1. Convolution\n\nA window slides over the image."


def test_the_same_file_again_changes_nothing() -> None:
    imported()
    assert import_notes().changes_nothing
    assert Import.objects.count() == 1
    assert Section.objects.count() == 4


def test_an_edited_passage_keeps_what_it_said_before() -> None:
    document = imported()
    plan = import_notes(NOTES.replace("by chance", "at random"))
    assert changes(plan)["2. Dropout"] == "edited"
    assert plan.counts[Change.UNCHANGED] == 3
    found = passages(document)["2. Dropout"]
    assert (found.state, found.previous_text[-10:], found.text[-10:]) == (
        Passage.State.EDITED, "by chance.", "at random.",
    )  # fmt: skip


def test_a_second_edit_is_compared_with_what_staff_knew() -> None:
    document = imported()
    import_notes(NOTES.replace("by chance", "at random"))
    import_notes(NOTES.replace("by chance", "randomly"))
    assert "by chance" in passages(document)["2. Dropout"].previous_text


def test_a_changed_heading_keeps_its_section_and_cards() -> None:
    imported()
    section = Section.objects.get(title_en="2. Dropout")
    card = make_card(section)
    import_notes(NOTES.replace("2. Dropout", "2. Dropout in training"))
    section.refresh_from_db()
    card.refresh_from_db()
    assert (section.title_en, card.section) == ("2. Dropout in training", section)


def test_a_moved_section_is_told_and_its_cards_follow_its_place() -> None:
    imported()
    card = make_card(Section.objects.get(title_en="2. Dropout"))
    head, first, second = NOTES.partition("## 1.")[0], *NOTES.split("## ")[1:3]
    dilated = "#" + "## " + NOTES.split("### ")[1].split("## 2.")[0]
    dropout = "## 2." + NOTES.split("## 2.")[1]
    plan = import_notes(
        head + dropout + "\n## 1." + first.removeprefix("1.") + dilated[1:] + second[:0]
    )
    assert changes(plan)["2. Dropout"] == "moved"
    assert plan.counts[Change.UNCHANGED] == 3
    card.refresh_from_db()
    assert card.section.position == 2
    assert card.order // 10_000 == 2


def test_a_vanished_section_loses_its_passage_and_keeps_cards_and_progress(alice: User) -> None:
    document = imported()
    section = Section.objects.get(title_en="2. Dropout")
    card = make_card(section)
    Schedule.objects.create(
        learner=alice, card=card, due_day=6, last_day=0, repetitions=2, interval=6
    )
    plan = import_notes(NOTES.partition("## 2.")[0], document)
    assert changes(plan)["2. Dropout"] == "lost"
    section.refresh_from_db()
    assert passages(document)["2. Dropout"].state == Passage.State.LOST
    assert (section.retired, Card.objects.get().state) == (False, Card.State.PUBLISHED)
    assert Schedule.objects.get().interval == 6
    assert import_notes(NOTES.partition("## 2.")[0], document).changes_nothing


def test_a_vanished_section_without_cards_goes_out_of_use_and_comes_back() -> None:
    document = imported()
    import_notes(NOTES.partition("## 2.")[0], document)
    assert Section.objects.get(title_en="2. Dropout").retired
    import_notes(NOTES, document)
    assert not Section.objects.get(title_en="2. Dropout").retired
    assert passages(document)["2. Dropout"].state == Passage.State.PRESENT
    assert Section.objects.count() == 4


def test_lines_that_only_moved_down_are_counted_anew() -> None:
    document = imported()
    plan = import_notes("\n\n" + NOTES, document)
    assert plan.counts[Change.UNCHANGED] == 4
    assert passages(document)["2. Dropout"].first_line == 15


def shipped() -> Document:
    document = make_document(stable_id="nets", origin=Origin.SHIPPED)
    for title in ("卷积", "Dropout"):
        make_section(document, title_zh=title, title_en=f"{title} (en)", origin=Origin.SHIPPED)
    return document


def test_notes_attach_to_a_shipped_document_by_titles_and_change_none() -> None:
    document = shipped()
    plan = import_notes("## 1. 卷积\n\n滑动。\n\n## 2. dropout\n\n关闭。\n", document)
    assert set(changes(plan).values()) == {"attached"}
    assert set(Section.objects.values_list("title_zh", flat=True)) == {"卷积", "Dropout"}
    assert passages(document)["卷积 (en)"].text.endswith("滑动。")


def test_a_further_heading_becomes_a_section_of_this_site_in_its_place() -> None:
    document = shipped()
    plan = import_notes("## 卷积\n\n## 池化\n\n取最大。\n\n**粗体**\n\n## Dropout\n", document)
    assert changes(plan)["池化"] == "new"
    titles = list(document.sections.values_list("title_zh", "origin"))
    assert titles == [("卷积", "shipped"), ("池化", "local"), ("Dropout", "shipped")]


def test_sections_that_are_not_in_the_file_are_counted() -> None:
    plan = import_notes("## 卷积\n", shipped())
    assert plan.counts[Change.NOT_FOUND] == 1
    assert import_notes("## 卷积\n", Document.objects.get()).changes_nothing


def test_two_documents_of_one_title_have_different_ids() -> None:
    import_notes("# Networks\n\nSomething else.\n", name="a.md")
    import_notes("# Networks\n\n## Quite\n\n## Different\n\n## Things\n", name="b.md")
    assert set(Document.objects.values_list("stable_id", flat=True)) == {"networks", "networks-2"}


def test_chinese_titles_have_valid_ids() -> None:
    import_notes("# 笔记\n\n## 卷积\n\n## 池化\n", name="笔记.md")
    Document.objects.get().full_clean()
    sections = list(Section.objects.all())
    assert {section.title_zh for section in sections} >= {"卷积", "池化"}
    for section in sections:
        section.full_clean()


def test_a_fault_in_the_middle_leaves_nothing() -> None:
    imported()
    before = list(Passage.objects.values()), list(Section.objects.values())
    changed = NOTES.replace("## 2. Dropout", "## 1.5 Pooling\n\n## 2. Dropout").replace("by", "at")
    with (
        patch.object(applying, "_lose", side_effect=IntegrityError),
        pytest.raises(IntegrityError),
    ):
        import_notes(changed)
    assert (list(Passage.objects.values()), list(Section.objects.values())) == before
    assert Import.objects.count() == 1
