"""The tree of sections ticks, unticks and shows what is left out in part."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from cards.models import Section
from cards.tests.browser.conftest import OpenPage
from cards.tests.factories import make_card, make_document, make_section

NAMES = ("Book", "Chapter", "Left", "Right")


@pytest.fixture
def sections(transactional_db: None) -> dict[str, Section]:
    book = make_document(title_en="Book")
    chapter = make_section(book, title_en="Chapter")
    leaves = [make_section(book, title_en=name, parent=chapter) for name in ("Left", "Right")]
    for leaf in leaves:
        make_card(leaf)
    return {section.title_en: section for section in (chapter, *leaves)}


@pytest.fixture
def page(open_page: OpenPage, alice: User, sections: dict[str, Section]) -> Page:
    page = open_page("/study/", alice)
    unfold(page)
    return page


def unfold(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(part => { part.open = true; })")


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(f"^{name}"))


def state(page: Page) -> str:
    """One sign a box: ticked (x), ticked in part (-) or not ticked (.)."""
    sign = "box => box.indeterminate ? '-' : box.checked ? 'x' : '.'"
    return "".join(box(page, name).evaluate(sign) for name in NAMES)


def test_unticking_one_part_shows_a_dash_above_and_is_saved(page: Page, alice: User) -> None:
    assert state(page) == "xxxx"
    box(page, "Left").uncheck()
    assert state(page) == "--.x"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    unfold(page)

    assert state(page) == "--.x"
    assert [s.title_en for s in alice.profile.skipped_sections.all()] == ["Left"]


def test_a_part_takes_everything_under_it_along_both_ways(page: Page) -> None:
    box(page, "Book").uncheck()
    assert state(page) == "...."
    box(page, "Book").check()
    assert state(page) == "xxxx"


def test_ticking_one_part_of_what_was_left_out_studies_just_that(page: Page, alice: User) -> None:
    box(page, "Book").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    unfold(page)
    assert state(page) == "...."
    box(page, "Right").check()
    assert state(page) == "--.x"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    assert not alice.profile.skipped_documents.exists()
    assert [s.title_en for s in alice.profile.skipped_sections.all()] == ["Left"]


def test_a_part_without_cards_of_its_own_goes_with_its_last_one(page: Page) -> None:
    box(page, "Left").uncheck()
    box(page, "Right").uncheck()

    assert state(page) == "...."
