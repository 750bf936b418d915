"""Figures fit a phone, with letters that can be read, in both themes and languages."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cards.figures import TOPICS, all_figures
from cards.models import Profile
from cards.tests.browser.conftest import OpenPage
from cards.tests.browser.test_pages_for_everybody import PHONE, assert_accessible, assert_fits
from cards.tests.factories import make_card

LEGIBLE = 11  # px
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.figure text')].map(
    text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
# Words that the browser draws beyond the figure, with its own font.
CUT = """() => [...document.querySelectorAll('.figure text')].filter(text => {
    const words = text.getBBox(), {width, height} = text.ownerSVGElement.viewBox.baseVal;
    return words.x < -1 || words.y < -1 || words.x + words.width > width + 1
        || words.y + words.height > height + 1;
}).map(text => text.textContent)"""


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh-hans")])
def test_the_gallery_is_accessible_and_fits_a_phone(
    charlie: User, open_page: OpenPage, theme: str, language: str
) -> None:
    Profile.objects.filter(user=charlie).update(theme=theme, language=language)
    page = open_page("/figures/", charlie, **PHONE)
    for topic in TOPICS:
        page.goto(f"/figures/?topic={topic}")
        expect(page.locator(".figure svg")).to_have_count(
            sum(figure.topic == topic for figure in all_figures())
        )
        assert_fits(page)
        assert page.evaluate(CUT) == []
    assert_accessible(page)  # one topic stands for all: the pages differ only in their shapes


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_card_with_a_figure_is_legible_on_a_phone(
    alice: User, open_page: OpenPage, theme: str
) -> None:
    text = {
        "front": "Which box?\n\n![](figure:giou#hide=hull)",
        "back": "This.\n\n![](figure:giou#show=hull)",
    }
    make_card(en=text, zh=text)
    Profile.objects.filter(user=alice).update(theme=theme)
    page = open_page("/review/", alice, **PHONE)
    figure = page.get_by_role("img", name="What GIoU adds to IoU")
    expect(figure).to_have_count(1)
    expect(page.locator(".figure")).not_to_contain_text("enclosing box")
    assert page.evaluate(SMALLEST) >= LEGIBLE
    page.locator("button.reveal").click()
    expect(page.locator(".answer .figure")).to_contain_text("enclosing box")
    assert page.evaluate(SMALLEST) >= LEGIBLE
    assert_fits(page)
    assert_accessible(page)
