"""Reload, a lost connection, a second tab, an ended session: nothing is lost, and it is said."""

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from cards.models import Review
from cards.tests.browser.conftest import OpenPage
from cards.tests.factories import make_card, make_section


def test_a_typed_answer_survives_a_reload(alice: User, open_page: OpenPage) -> None:
    make_card(kind="typed", en={"accepted": ["dropout"]})
    page = open_page("/review/", alice)
    page.get_by_label("Your answer").fill("drop")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("drop")


def test_a_lost_connection_says_so_and_the_retry_counts_once(
    alice: User, open_page: OpenPage
) -> None:
    make_card()
    page = open_page("/review/", alice)
    page.keyboard.press("Space")
    expect(page.locator("#card-back")).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.press("5")
    expect(page.get_by_text("No connection")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Done for today")).to_be_visible()
    assert Review.objects.get().grade == 5


def test_a_second_tab_is_told_and_goes_on(alice: User, open_page: OpenPage) -> None:
    section = make_section()
    make_card(section, en={"front": "First?"})
    make_card(section, en={"front": "Second?"})
    one = open_page("/review/", alice)
    two = open_page("/review/", alice)
    for page in (one, two):
        page.keyboard.press("Space")
        expect(page.locator("#card-back")).to_be_visible()
    one.keyboard.press("4")
    expect(one.get_by_text("Second?")).to_be_visible()
    two.keyboard.press("1")
    expect(two.get_by_text("already answered")).to_be_visible()
    expect(two.get_by_text("Second?")).to_be_visible()
    assert Review.objects.get().grade == 4


def test_an_ended_session_offers_to_sign_in_and_comes_back(
    alice: User, open_page: OpenPage
) -> None:
    make_card(en={"front": "Still here?"})
    page = open_page("/review/", alice)
    page.keyboard.press("Space")
    expect(page.locator("#card-back")).to_be_visible()
    Session.objects.all().delete()
    page.keyboard.press("4")
    expect(page.get_by_text("You were signed out")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill("alice-password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Still here?")).to_be_visible()
    assert Review.objects.count() == 0


def test_the_back_button_after_grading_shows_a_fresh_card(alice: User, open_page: OpenPage) -> None:
    make_card(en={"front": "Only?"})
    page = open_page("/", alice)
    page.get_by_role("link", name="Start").click()
    expect(page.locator("#card-front")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#card-back")).to_be_visible()
    page.keyboard.press("5")
    expect(page.get_by_role("link", name="Back to Today")).to_be_visible()
    page.get_by_role("link", name="Back to Today").click()
    page.go_back()
    expect(page.get_by_text("Done for today")).to_be_visible()
