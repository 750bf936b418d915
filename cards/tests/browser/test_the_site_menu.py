"""What is not needed every day lies in one menu, also on the narrowest phone."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from cards.models import Profile
from cards.tests.browser.conftest import OpenPage
from cards.tests.browser.test_pages_for_everybody import PHONE, assert_accessible, assert_fits


def open_menu(page: Page) -> None:
    page.locator(".site-menu summary").click()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_staff_reach_everything_on_a_phone_without_scrolling_sideways(
    charlie: User, open_page: OpenPage, language: str
) -> None:
    Profile.objects.filter(user=charlie).update(language=language)
    page = open_page("/settings/", charlie, **PHONE)
    open_menu(page)
    for entry in page.locator(".site-menu a, .site-menu button").all():
        expect(entry).to_be_in_viewport(ratio=1)
    assert_fits(page)
    assert_accessible(page)


def test_escape_closes_the_menu_and_returns_to_its_button(alice: User, open_page: OpenPage) -> None:
    page = open_page("/", alice)
    open_menu(page)
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Settings")).to_be_hidden()
    expect(page.locator(".site-menu summary")).to_be_focused()


def test_a_click_elsewhere_closes_the_menu(alice: User, open_page: OpenPage) -> None:
    page = open_page("/", alice)
    open_menu(page)
    page.locator("main h1").click()
    expect(page.get_by_role("link", name="Settings")).to_be_hidden()


def test_signing_out_is_in_the_menu(alice: User, open_page: OpenPage) -> None:
    page = open_page("/", alice)
    open_menu(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in/"))
