"""A shipped card that an admin edited here is kept until somebody asks for the shipped text."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from cards.content.editing import save_card_edit
from cards.content.entries import TextEntry
from cards.content.loader import load_documents
from cards.content.problems import ContentError
from cards.models import Card, Section
from cards.tests.content_files import basic, section, write_document

pytestmark = pytest.mark.django_db


def load(folder: Path, *sections: dict[str, object], overwrite: tuple[str, ...] = ()) -> list[str]:
    report = load_documents([write_document(folder, *sections)], overwrite=overwrite)
    return report.kept


def card() -> Card:
    return Card.objects.get(stable_id="doc/a/x")


def edit(editor: User, *, state: Card.State = Card.State.PUBLISHED) -> None:
    edited = card()
    edited.state = state
    texts = {"en": TextEntry("Ours?", "Ours."), "zh": TextEntry("我们的？", "我们的。")}
    save_card_edit(edited, texts, tags=[], errata=[], editor=editor)


def front() -> str:
    return card().texts.get(language="en").front


NEW_TEXT = {"front": "Theirs?", "back": "Theirs."}


@pytest.fixture
def edited(tmp_path: Path, charlie: User) -> Path:
    load(tmp_path, section("doc/a", basic("doc/a/x"), basic("doc/a/y")))
    edit(charlie)
    return tmp_path


def test_an_edit_is_kept_and_told(edited: Path) -> None:
    kept = load(edited, section("doc/a", basic("doc/a/x", en=NEW_TEXT), basic("doc/a/y")))
    assert kept == ["doc/a/x"]
    assert front() == "Ours?"
    assert card().edited_locally


def test_the_report_says_how_to_take_the_shipped_text(edited: Path) -> None:
    report = load_documents([write_document(edited, section("doc/a", basic("doc/a/x")))])
    assert "Kept your edit of doc/a/x; --overwrite doc/a/x takes the shipped text." in str(report)


@pytest.mark.parametrize("name", ["doc/a/x", "all"])
def test_asking_for_it_takes_the_shipped_text(edited: Path, name: str) -> None:
    kept = load(edited, section("doc/a", basic("doc/a/x"), basic("doc/a/y")), overwrite=(name,))
    assert kept == []
    assert front() == "Question x?"
    assert not card().edited_locally
    assert card().revisions.count() == 3, "before the edit, the edit, and the shipped text again"


def test_overwriting_another_card_leaves_this_one(edited: Path) -> None:
    entries = section("doc/a", basic("doc/a/x"), basic("doc/a/y"))
    assert load(edited, entries, overwrite=("doc/a/y",)) == ["doc/a/x"]
    assert front() == "Ours?"


def test_an_unknown_card_cannot_be_overwritten(edited: Path) -> None:
    with pytest.raises(ContentError, match="--overwrite: there is no card doc/a/z"):
        load(edited, section("doc/a", basic("doc/a/x")), overwrite=("doc/a/z",))


def test_an_edited_card_that_vanishes_is_retired_and_returns_with_the_edit(edited: Path) -> None:
    load(edited, section("doc/a", basic("doc/a/y")))
    assert card().state == Card.State.RETIRED
    kept = load(edited, section("doc/a", basic("doc/a/x"), basic("doc/a/y")))
    assert kept == ["doc/a/x"]
    assert card().state == Card.State.PUBLISHED
    assert front() == "Ours?"


def test_a_card_that_an_admin_retired_stays_retired(tmp_path: Path, charlie: User) -> None:
    entries = section("doc/a", basic("doc/a/x"))
    load(tmp_path, entries)
    edit(charlie, state=Card.State.RETIRED)
    assert load(tmp_path, entries) == ["doc/a/x"]
    load(tmp_path, section("doc/a", basic("doc/a/y")))
    load(tmp_path, section("doc/a", basic("doc/a/x"), basic("doc/a/y")))
    assert card().state == Card.State.RETIRED


def test_a_vanished_card_that_an_admin_publishes_again_stays_published(
    edited: Path, charlie: User
) -> None:
    without = section("doc/a", basic("doc/a/y"))
    load(edited, without)
    edit(charlie, state=Card.State.PUBLISHED)
    load(edited, without)
    assert card().state == Card.State.PUBLISHED


def test_an_edited_card_moves_along_when_its_section_is_gone(edited: Path) -> None:
    load(edited, section("doc/b", basic("doc/a/y"), basic("doc/a/x")))
    assert card().section == Section.objects.get(stable_id="doc/b")
    assert card().order == 10_002
    assert front() == "Ours?"
