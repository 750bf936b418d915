"""The files that are shipped load as they are."""

import pytest
from django.conf import settings

from cards.content.entries import DocumentEntry
from cards.content.findings import find_objections
from cards.content.loader import load_documents
from cards.content.report import content_page
from cards.content.shipped_ids import id_objections
from cards.content.validate import read_documents
from cards.management.commands.load_content import FOLDER, RECORD
from cards.models import Card

FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.fixture(scope="module")
def documents() -> list[DocumentEntry]:
    """What the files say, read once: it takes seconds."""
    return read_documents(FILES)


def test_there_are_files_and_nothing_is_wrong_in_them(documents: list[DocumentEntry]) -> None:
    assert FILES
    assert documents


@pytest.mark.django_db
def test_they_load_completely_and_a_second_load_finds_nothing_to_do(
    documents: list[DocumentEntry],
) -> None:
    report = load_documents(FILES, complete=True)
    entries = [card for document in documents for card in document.cards]
    assert report.created == [entry.stable_id for entry in entries]
    assert Card.objects.count() == sum(max(1, len(entry.numbers)) for entry in entries)
    assert not load_documents(FILES, complete=True).changed_anything


def test_nothing_is_left_to_mend_in_them(documents: list[DocumentEntry]) -> None:
    assert list(find_objections(documents)) == []


def test_no_id_that_was_shipped_is_gone(documents: list[DocumentEntry]) -> None:
    record = FOLDER.parent / RECORD
    assert record.exists()
    assert list(id_objections(documents, record)) == []


def test_the_page_about_them_is_that_of_these_files(documents: list[DocumentEntry]) -> None:
    page = settings.BASE_DIR / "docs" / "content.md"
    assert page.read_text(encoding="utf-8") == content_page(documents), (
        "run: manage.py load_content --check --page docs/content.md"
    )
