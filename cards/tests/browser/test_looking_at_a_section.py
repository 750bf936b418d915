"""A learner looks at documents and sections, and from a card at its section and back."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from cards.models import Profile, Review
from cards.tests.answering import learnt
from cards.tests.browser.conftest import OpenPage
from cards.tests.browser.test_pages_for_everybody import (
    PHONE,
    assert_accessible,
    assert_fits,
    make_every_kind,
)
from cards.tests.factories import make_card, make_section


def press(page: Page, key: str) -> None:
    """Press the key once the page listens to keys: what it shows can be seen before."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def wait_till_timer_shows(page: Page, seconds: int) -> None:
    page.wait_for_function(
        "n => Number(document.querySelector('[data-timer]').textContent.split(':')[1]) >= n",
        arg=seconds,
    )


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh-hans")])
@pytest.mark.parametrize("name", ["documents", "document", "section", "review"])
def test_a_page_is_accessible_and_fits_a_phone(
    alice: User, open_page: OpenPage, name: str, theme: str, language: str
) -> None:
    cards = make_every_kind()
    section, document = cards["basic"].section, cards["basic"].document
    long = "Averyveryverylongwordthatdoesnotfit" * 4
    part = make_section(document, parent=section, title_en=long, title_zh="很长的标题" * 30)
    make_card(part, kind="exercise")
    learnt(alice, cards["basic"], due=0, interval=40)
    learnt(alice, cards["cloze"], due=20_000, leech=True)
    Profile.objects.filter(user=alice).update(theme=theme, language=language)
    address = {
        "documents": "/documents/",
        "document": f"/documents/{document.stable_id}/",
        "section": f"/sections/{section.stable_id}/",
        "review": f"/review/?section={section.stable_id}",
    }[name]
    page = open_page(address, alice, **PHONE)
    if name == "section":
        page.locator(".section-cards summary").first.click()
        expect(page.locator(".sides .answer").first).to_be_visible()
    assert_fits(page)
    assert_accessible(page)


def test_a_card_opens_on_the_page_only_when_asked(alice: User, open_page: OpenPage) -> None:
    card = make_card(en={"front": "Who?", "back": "Yann"})
    page = open_page(f"/sections/{card.section.stable_id}/", alice)
    expect(page.get_by_text("Yann")).to_have_count(0)
    page.locator(".section-cards summary").focus()
    press(page, "Enter")
    expect(page.get_by_text("Yann")).to_be_visible()
    assert page.evaluate("document.querySelectorAll('.section-cards .answer').length") == 1


def test_parts_open_and_close_with_the_keyboard(alice: User, open_page: OpenPage) -> None:
    top = make_section(title_en="Top")
    make_section(top.document, parent=top, title_en="Inner")
    page = open_page(f"/documents/{top.document.stable_id}/", alice)
    expect(page.get_by_role("link", name="Inner")).to_be_visible()
    page.locator(".sections summary").focus()
    press(page, "Enter")
    expect(page.get_by_role("link", name="Inner")).to_be_hidden()


def test_studying_a_section_keeps_to_it_until_the_learner_goes_back(
    alice: User, open_page: OpenPage
) -> None:
    other = make_card(en={"front": "Other?"})
    card = make_card(make_section(other.document, title_en="Here"), en={"front": "Mine?"})
    page = open_page(f"/documents/{card.document.stable_id}/", alice)
    page.get_by_role("link", name="Study Here").click()
    expect(page.locator(".scope")).to_contain_text("Here")
    expect(page.get_by_text("Mine?")).to_be_visible()
    press(page, "Space")
    expect(page.locator("#card-back")).to_be_visible()
    press(page, "4")
    expect(page.get_by_text("Nothing more of this section today")).to_be_visible()
    page.get_by_role("link", name="Back to everything").last.click()
    expect(page.get_by_text("Other?")).to_be_visible()
    expect(page.locator(".scope")).to_have_count(0)
    assert Review.objects.get().card == card


def test_s_leads_to_the_section_and_back_to_the_same_side(alice: User, open_page: OpenPage) -> None:
    make_card(make_section(title_en="RMSprop"), en={"front": "Who?", "back": "Yann"})
    page = open_page("/review/", alice)
    press(page, "s")
    expect(page.get_by_role("heading", name="RMSprop")).to_be_visible()
    press(page, "s")
    expect(page.locator("#card-front")).to_be_focused()
    press(page, "Space")
    expect(page.get_by_text("Yann")).to_be_visible()
    press(page, "s")
    expect(page.get_by_role("heading", name="RMSprop")).to_be_visible()
    press(page, "s")
    expect(page.get_by_text("Yann")).to_be_visible()
    press(page, "5")
    expect(page.get_by_text("Done for today")).to_be_visible()
    assert Review.objects.get().grade == 5


def test_the_link_does_the_same_and_a_half_typed_answer_waits(
    alice: User, open_page: OpenPage
) -> None:
    make_card(kind="typed", en={"accepted": ["dropout"]}, zh={"accepted": ["dropout"]})
    page = open_page("/review/", alice)
    page.get_by_label("Your answer").fill("drop")
    page.locator(".tools").get_by_role("link", name=re.compile("^Section")).click()
    page.get_by_role("link", name=re.compile("^Back to the card")).click()
    expect(page.get_by_label("Your answer")).to_have_value("drop")


def test_the_time_spent_at_the_section_is_not_counted(alice: User, open_page: OpenPage) -> None:
    make_card()
    page = open_page("/review/", alice)
    wait_till_timer_shows(page, 1)
    page.evaluate("addEventListener('pagehide', () => sessionStorage.left = performance.now())")
    press(page, "s")
    expect(page.get_by_role("link", name=re.compile("^Back to the card"))).to_be_visible()
    before = float(page.evaluate("sessionStorage.left"))
    page.wait_for_timeout(2500)
    press(page, "s")
    # The time before goes on, without the time away.
    wait_till_timer_shows(page, 1)
    press(page, "Space")
    expect(page.locator("#card-back")).to_be_visible()
    press(page, "4")
    expect(page.get_by_text("Done for today")).to_be_visible()
    there = page.evaluate("performance.now()")
    assert 1000 <= Review.objects.get().duration_ms <= before + there


def test_with_keys_switched_off_the_link_leads_back(alice: User, open_page: OpenPage) -> None:
    make_card(en={"front": "Who?"})
    Profile.objects.filter(user=alice).update(shortcuts=False)
    page = open_page("/review/", alice)
    page.locator(".tools").get_by_role("link", name=re.compile("^Section")).click()
    back = page.get_by_role("link", name="Back to the card")
    expect(back).to_be_visible()
    press(page, "s")
    expect(back).to_be_visible()
    back.click()
    expect(page.get_by_text("Who?")).to_be_visible()
