"""Staff import notes and review their drafts by keyboard, on any screen."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cards.models import Draft, Profile, Section
from cards.tests.browser.conftest import OpenPage
from cards.tests.browser.test_pages_for_everybody import PHONE, assert_accessible, assert_fits
from cards.tests.factories import make_card
from cards.tests.notes import NOTES, import_notes


def test_drafts_are_reviewed_by_keyboard(charlie: User, open_page: OpenPage) -> None:
    import_notes()
    first, second, third = Draft.objects.all()[:3]
    page = open_page("/drafts/", charlie)
    page.keyboard.press("j")
    expect(page.locator(f"#draft-{first.pk}")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(f"#draft-{first.pk}")).to_have_count(0)
    expect(page.locator(f"#draft-{second.pk}")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(f"#draft-{third.pk}")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(f"#draft-{third.pk}")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(f"#draft-{second.pk}")).to_be_focused()
    page.keyboard.press("e")
    area = page.locator(f"#draft-{second.pk} textarea").first
    expect(area).to_be_focused()
    area.fill("x" * 301)
    page.get_by_role("button", name="Save and accept").click()
    expect(page.get_by_text("at most 300 fit a phone")).to_be_visible()
    page.locator(f"#draft-{second.pk} textarea").first.fill("A better question?")
    page.get_by_role("button", name="Save and accept").click()
    expect(page.locator(f"#draft-{second.pk}")).to_have_count(0)
    assert Draft.objects.get(pk=second.pk).front == "A better question?"
    assert list(Draft.objects.filter(state="accepted")) == [first, Draft.objects.get(pk=second.pk)]


def test_while_notes_are_read_the_page_says_so(
    charlie: User, open_page: OpenPage, tmp_path: Path
) -> None:
    file = tmp_path / "notes.md"
    file.write_text(NOTES)
    page = open_page("/imports/", charlie)
    expect(page.get_by_text("Reading the notes")).to_be_hidden()
    # The browser does not leave the page before the test has looked.
    page.locator("form.panel").evaluate("form => { form.onsubmit = () => false }")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the changes").click()
    expect(page.get_by_text("Reading the notes")).to_be_visible()


def test_notes_are_handed_in_looked_at_and_imported(
    charlie: User, open_page: OpenPage, tmp_path: Path
) -> None:
    file = tmp_path / "notes.md"
    file.write_text(NOTES)
    page = open_page("/imports/", charlie)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the changes").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Imported Networks.")).to_be_visible()
    assert Section.objects.count() == 4


def test_a_passage_opens_on_the_back_of_a_card(alice: User, open_page: OpenPage) -> None:
    import_notes()
    make_card(Section.objects.get(title_en="2. Dropout"))
    page = open_page("/review/", alice, **PHONE)
    page.locator("button.reveal").click()
    page.get_by_text("From the notes").click()
    expect(page.get_by_text("Units are switched off by chance.")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh-hans")])
def test_pages_are_accessible_and_fit_a_phone(
    charlie: User, open_page: OpenPage, tmp_path: Path, theme: str, language: str
) -> None:
    import_notes(NOTES + "\nA **very long formula**:\n\n$$\ny = x" + " + x_i" * 40 + "\n$$\n")
    make_card(Section.objects.get(title_en="2. Dropout"))
    Profile.objects.filter(user=charlie).update(theme=theme, language=language)
    file = tmp_path / "notes.md"
    file.write_text(NOTES.replace("by chance", "at random"))
    draft = Draft.objects.filter(state="pending")[0]
    page = open_page("/imports/", charlie, **PHONE)
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button.primary").click()
    preview = page.url
    paths = ["/imports/", preview, "/drafts/?rule=heading", f"/drafts/{draft.pk}/edit/",
             f"/drafts/{draft.pk}/merge/"]  # fmt: skip
    for path in paths:
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)
        if folder := os.environ.get("PICTURES"):
            name = path.strip("/").replace("/", "-").replace("?", "-").replace(":", "")
            page.screenshot(path=f"{folder}/{theme}-{name[-30:]}.png", full_page=True)
