"""From the statement to a verdict, with keys, on a phone, in both themes and languages."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from cards.models import Profile, Schedule
from cards.tests.browser.conftest import OpenPage
from cards.tests.browser.test_pages_for_everybody import PHONE, assert_accessible, assert_fits
from sandbox.models import Draft, Exercise, Submission
from sandbox.queue.judging import judge_next

PATH = "/exercises/box-iou/"
WRONG = "import numpy as np\n\ndef box_iou(a, b):\n    return np.ones((len(a), len(b)), a.dtype)\n"


def write(page: Page, program: str) -> None:
    """Replace what stands in the editor, as pasting does."""
    page.locator("#editor").wait_for()
    page.evaluate("program => ace.edit('editor').setValue(program, -1)", program)


def program_of(page: Page) -> str:
    page.locator("#editor").wait_for()
    text: str = page.evaluate("ace.edit('editor').getValue()")
    return text


def submit(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Submit")).click()


def test_a_right_program_is_accepted_and_scheduled(
    alice: User, exercise: Exercise, open_page: OpenPage, judge: None
) -> None:
    page = open_page(PATH, alice)
    write(page, exercise.page["solutions"]["numpy"])
    submit(page)
    expect(page.locator("#result h2")).to_have_text("Accepted")
    expect(page.locator("#result h2")).to_be_focused()
    page.get_by_role("button", name=re.compile("5 Easy")).click()
    expect(page.get_by_text("It comes back in 1 day.")).to_be_visible()
    assert Schedule.objects.get(learner=alice).card == exercise.card


def test_a_wrong_program_gets_its_counter_example_and_picture(
    alice: User, exercise: Exercise, open_page: OpenPage, judge: None
) -> None:
    page = open_page(PATH, alice)
    write(page, WRONG)
    submit(page)
    expect(page.locator("#result h2")).to_have_text("Wrong answer")
    first = page.locator("#result .case.failed").first
    expect(first.get_by_text("What must hold:")).to_be_visible()
    expect(first.locator("table.mismatches")).to_be_visible()
    picture = first.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100


def test_a_program_that_waits_shows_its_verdict_as_soon_as_it_is_there(
    alice: User, exercise: Exercise, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    page = open_page(PATH, alice)
    write(page, exercise.page["solutions"]["numpy"])
    submit(page)
    expect(page.locator("#result")).to_contain_text("It is kept and waits")
    request.getfixturevalue("judge")
    assert judge_next(worker="worker@test")
    expect(page.locator("#result h2")).to_have_text("Accepted")


def test_with_the_verdict_comes_what_else_it_changes(
    alice: User, exercise: Exercise, open_page: OpenPage, judge: None
) -> None:
    page = open_page(PATH, alice)
    expect(page.locator("#facts")).to_contain_text("not tried yet")
    expect(page.locator("#attempts")).to_contain_text("None yet.")
    write(page, WRONG)
    submit(page)
    expect(page.locator("#result h2")).to_have_text("Wrong answer")
    expect(page.locator("#facts .state")).to_have_text("tried")
    expect(page.locator("#solution")).not_to_contain_text("How it can be done")
    write(page, exercise.page["solutions"]["numpy"])
    submit(page)
    expect(page.locator("#facts .state")).to_contain_text("solved")
    expect(page.locator("#result h2")).to_be_focused()
    expect(page.locator("#attempts tbody tr")).to_have_count(2)
    page.get_by_text("How it can be done").click()
    expect(page.locator("#solution details")).to_have_attribute("open", "")
    submit(page)
    expect(page.locator("#attempts tbody tr")).to_have_count(3)
    expect(page.locator("#solution details")).to_have_attribute("open", "")


def test_ctrl_enter_submits_and_ctrl_quote_runs_the_samples_from_within_the_editor(
    alice: User, exercise: Exercise, open_page: OpenPage, judge: None
) -> None:
    page = open_page(PATH, alice)
    write(page, exercise.page["solutions"]["numpy"])
    page.locator("#editor .ace_content").click()
    page.keyboard.press("Control+'")
    expect(page.locator("#result h2")).to_have_text("Sample cases passed")
    page.locator("#editor .ace_content").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result h2")).to_have_text("Accepted")
    assert list(Submission.objects.values_list("scope", flat=True)) == ["full", "samples"]


def test_escape_then_tab_leaves_the_editor(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page(PATH, alice)
    page.locator("#editor .ace_content").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#editor') !== null")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("Submit"))).to_be_focused()
    expect(page.locator("#draft-status")).to_have_text("Saved")


def test_what_is_typed_waits_on_another_device(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page(PATH, alice)
    write(page, "# typed on the desk\n")
    expect(page.locator("#draft-status")).to_have_text("Saved")
    assert program_of(open_page(PATH, alice, **PHONE)) == "# typed on the desk\n"


def test_larger_letters_are_larger_on_another_device_too(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page(PATH, alice)
    page.locator("#editor").wait_for()
    with page.expect_response("**/editor/font-size/"):
        page.get_by_role("button", name="Larger text").click()
    elsewhere = open_page(PATH, alice)
    elsewhere.locator("#editor").wait_for()
    assert elsewhere.evaluate("ace.edit('editor').getFontSize()") == 16


def test_typing_without_a_connection_is_kept_and_sent_later(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page(PATH, alice)
    page.context.set_offline(True)
    write(page, "# typed on the train\n")
    expect(page.locator("#draft-status")).to_contain_text("kept in this browser")
    page.context.set_offline(False)
    page.reload()
    assert program_of(page) == "# typed on the train\n"
    expect(page.locator("#draft-status")).to_have_text("Saved")
    assert Draft.objects.get().text == "# typed on the train\n"


def test_a_newer_text_from_another_device_is_offered_and_not_overwritten(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    desk, phone = open_page(PATH, alice), open_page(PATH, alice)
    write(phone, "# newer\n")
    expect(phone.locator("#draft-status")).to_have_text("Saved")
    write(desk, "# older\n")
    expect(desk.locator("#draft-status")).to_contain_text("Another device")
    assert Draft.objects.get().text == "# newer\n"
    desk.get_by_role("button", name="Load it").click()
    assert program_of(desk) == "# newer\n"


def test_a_text_kept_in_the_browser_does_not_overwrite_a_newer_one(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    desk = open_page(PATH, alice)
    desk.context.set_offline(True)
    write(desk, "# typed on the train\n")
    expect(desk.locator("#draft-status")).to_contain_text("kept in this browser")
    phone = open_page(PATH, alice)
    write(phone, "# newer\n")
    expect(phone.locator("#draft-status")).to_have_text("Saved")
    desk.context.set_offline(False)
    for _ in range(2):
        desk.reload()
        assert program_of(desk) == "# typed on the train\n"
        expect(desk.locator("#draft-status")).to_contain_text("Another device")
        desk.wait_for_timeout(1000)
        assert Draft.objects.get().text == "# newer\n"
    desk.get_by_role("button", name="Load it").click()
    assert program_of(desk) == "# newer\n"


def test_a_text_kept_in_the_browser_is_not_the_next_learners(
    alice: User, charlie: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page(PATH, alice)
    page.context.set_offline(True)
    write(page, "# alice's\n")
    expect(page.locator("#draft-status")).to_contain_text("kept in this browser")
    signed_in = open_page("/exercises/", charlie).context.cookies()
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.context.add_cookies([dict(cookie) for cookie in signed_in])  # type: ignore[misc]
    page.reload()
    assert "alice" not in program_of(page)
    assert not Draft.objects.filter(learner=charlie).exists()


def test_the_starter_comes_back_after_a_question(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page(PATH, alice)
    starter = program_of(page)
    write(page, "x")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Reset").click()
    assert program_of(page) == starter


def test_a_refusal_is_told_and_the_text_stays(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page(PATH, alice)
    write(page, "#" * 70_000)
    page.get_by_role("button", name=re.compile("Submit")).click()
    expect(page.locator("#toasts")).to_contain_text("at most")
    assert len(program_of(page)) == 70_000


def test_hints_appear_in_place(alice: User, exercise: Exercise, open_page: OpenPage) -> None:
    page = open_page(PATH, alice)
    page.get_by_role("button", name="Show a hint").click()
    expect(page.locator("#hints li")).to_have_count(1)


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh-hans")])
def test_the_page_is_accessible_and_fits_a_phone(
    alice: User,
    exercise: Exercise,
    open_page: OpenPage,
    judge: None,
    theme: str,
    language: str,
) -> None:
    Profile.objects.filter(user=alice).update(theme=theme, language=language)
    page = open_page(PATH, alice, **PHONE)
    write(page, WRONG)
    page.locator("button[name=scope][value=full]").click()
    expect(page.locator("#result [data-final]")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)


def test_the_list_is_accessible_and_fits_a_phone(
    alice: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page("/exercises/", alice, **PHONE)
    assert_fits(page)
    assert_accessible(page)
    page.get_by_label("Search").fill("no such thing")
    expect(page.get_by_text("No exercise fits")).to_be_visible()


def test_the_judges_page_is_accessible(
    charlie: User, exercise: Exercise, open_page: OpenPage
) -> None:
    page = open_page("/judge/", charlie, **PHONE)
    assert_fits(page)
    assert_accessible(page)
