"""A learner reviews with the keyboard alone."""

from django.contrib.auth.models import User
from playwright.sync_api import expect

from cards.models import Review
from cards.tests.browser.conftest import OpenPage
from cards.tests.factories import make_card, make_section


def test_space_shows_the_answer_and_a_digit_grades_it(alice: User, open_page: OpenPage) -> None:
    section = make_section()
    make_card(section, en={"front": "First?", "back": "One."})
    make_card(section, en={"front": "Second?", "back": "Two."})
    page = open_page("/review/", alice)
    page.keyboard.press("Space")
    expect(page.get_by_text("One.")).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_text("Second?")).to_be_visible()
    assert Review.objects.get().grade == 4


def test_u_takes_the_grade_back(alice: User, open_page: OpenPage) -> None:
    make_card(en={"front": "Only?"})
    page = open_page("/review/", alice)
    page.keyboard.press("Space")
    expect(page.locator("#card-back")).to_be_visible()
    page.keyboard.press("5")
    expect(page.get_by_text("Done for today")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Only?")).to_be_visible()
    assert Review.objects.get().undone_at is not None


def test_a_digit_before_the_answer_shows_grades_nothing(alice: User, open_page: OpenPage) -> None:
    make_card(en={"front": "Only?"})
    page = open_page("/review/", alice)
    page.keyboard.press("4")
    expect(page.get_by_text("Only?")).to_be_visible()
    assert Review.objects.count() == 0


def test_question_mark_lists_the_keys_and_escape_closes_it(
    alice: User, open_page: OpenPage
) -> None:
    make_card()
    page = open_page("/review/", alice)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("4")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert Review.objects.count() == 0


def test_keys_switched_off_do_nothing_but_buttons_work(alice: User, open_page: OpenPage) -> None:
    make_card(en={"front": "Only?", "back": "Hidden."})
    alice.profile.shortcuts = False
    alice.profile.save()
    page = open_page("/review/", alice)
    page.locator("body").press("u")
    page.locator("#card-front").press("Space")
    expect(page.get_by_text("Hidden.")).to_have_count(0)
    page.get_by_role("button", name="Show answer").click()
    expect(page.get_by_text("Hidden.")).to_be_visible()


def test_a_digit_chooses_and_the_verdict_suggests_a_grade(alice: User, open_page: OpenPage) -> None:
    make_card(kind="choice", en={"choices": ["right one", "wrong one", "other one"]})
    page = open_page("/review/", alice)
    position = page.locator(".choice").all_inner_texts()
    number = next(i for i, text in enumerate(position, 1) if "right one" in text)
    page.keyboard.press(str(number))
    expect(page.locator(".verdict")).to_contain_text("Right")
    expect(page.locator(".grade.suggested")).to_have_attribute("value", "4")


def test_typing_digits_into_an_answer_does_not_grade(alice: User, open_page: OpenPage) -> None:
    make_card(kind="numeric", numeric_answer=42, en={"back": "It is 42."})
    page = open_page("/review/", alice)
    expect(page.get_by_label("Your number")).to_be_focused()
    page.keyboard.type("42")
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("Right")
    assert Review.objects.count() == 0
    page.keyboard.press("5")
    expect(page.get_by_text("Done for today")).to_be_visible()
    assert Review.objects.get().grade == 5


def test_enter_while_composing_chinese_does_not_send(alice: User, open_page: OpenPage) -> None:
    make_card(kind="typed", en={"accepted": ["卷积"], "back": "It is 卷积."})
    page = open_page("/review/", alice)
    page.get_by_label("Your answer").focus()
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "juan", "selectionStart": 4, "selectionEnd": 4}
    )
    session.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Enter", "windowsVirtualKeyCode": 229},
    )
    session.send("Input.insertText", {"text": "卷积"})
    expect(page.get_by_label("Your answer")).to_have_value("卷积")
    expect(page.locator(".verdict")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("Right")


def test_focus_moves_to_the_answer_and_then_to_the_next_card(
    alice: User, open_page: OpenPage
) -> None:
    section = make_section()
    make_card(section)
    make_card(section)
    page = open_page("/review/", alice)
    expect(page.locator("#card-front")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#card-back")).to_be_focused()
    page.keyboard.press("4")
    expect(page.locator("#card-front")).to_be_focused()
