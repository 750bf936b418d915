"""Every page works on a phone, in both themes and languages, and for a screen reader."""

from itertools import cycle

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from cards.models import Card, Erratum, Profile
from cards.tests.browser.conftest import OpenPage
from cards.tests.factories import make_card, make_section

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PAGES = ["/", "/review/", "/study/", "/settings/", "/settings/suspended/"]
KINDS = ["basic", "cloze", "choice", "numeric", "typed"]


def make_every_kind() -> dict[str, Card]:
    """One card a kind, with a wide formula, a table, code and an erratum among them."""
    section = make_section()
    erratum = Erratum.objects.create(
        document=section.document,
        section=section,
        stable_id="document/e1",
        line=12,
        **{
            f"{part}_{language}": f"{part} {language}"
            for part in ("wrong", "correct", "evidence")
            for language in ("en", "zh")
        },
    )
    wide = rf"$$\hat{{x}} = \frac{{x-\mu}}{{\sqrt{{\sigma^2+\epsilon}}}} {'+ a_i ' * 20}$$"
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx = 1\n```"
    back = {"back": f"{wide}\n\n{table}"}
    basic = make_card(section, en=back, zh=back)
    basic.errata.add(erratum)
    cloze = {"front": r"A gap: {{c1::hidden}} and $\frac{ {{c1::a}} }{b}$."}
    choice = {"choices": ["the right one", "a wrong one", r"$\frac{1}{n}$"]}
    return {
        "basic": basic,
        "cloze": make_card(section, kind="cloze", cloze_number=1, en=cloze, zh=cloze),
        "choice": make_card(section, kind="choice", en=choice, zh=choice),
        "numeric": make_card(section, kind="numeric", numeric_answer=42, unit="MB"),
        "typed": make_card(section, kind="typed", en={"accepted": ["x"]}, zh={"accepted": ["x"]}),
    }


def leave_only(card: Card) -> None:
    Card.objects.exclude(pk=card.pk).update(state=Card.State.RETIRED)


def show_answer(page: Page, kind: str) -> None:
    if kind in ("typed", "numeric"):
        page.locator("#given").fill("7")
    page.locator(".choice, button.reveal").first.click()
    expect(page.locator("#card-back")).to_be_visible()


def assert_accessible(page: Page) -> None:
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def assert_fits(page: Page) -> None:
    size = page.viewport_size
    assert size is not None
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"], f"the page is {width} px wide"


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh-hans")])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_fits_a_phone(
    alice: User, open_page: OpenPage, path: str, theme: str, language: str
) -> None:
    make_every_kind()
    Profile.objects.filter(user=alice).update(theme=theme, language=language)
    page = open_page(path, alice, **PHONE)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize(("kind", "theme"), [*zip(KINDS, cycle(["dark", "light"]), strict=False)])
def test_both_sides_of_a_card_are_accessible_and_fit_a_phone(
    alice: User, open_page: OpenPage, kind: str, theme: str
) -> None:
    leave_only(make_every_kind()[kind])
    Profile.objects.filter(user=alice).update(theme=theme)
    page = open_page("/review/", alice, **PHONE)
    assert_fits(page)
    assert_accessible(page)
    show_answer(page, kind)
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-up/"])
def test_a_visitors_page_is_accessible(alice: User, open_page: OpenPage, path: str) -> None:
    page = open_page(path, **PHONE)
    assert_fits(page)
    assert_accessible(page)


def test_every_target_is_big_enough_for_a_thumb(alice: User, open_page: OpenPage) -> None:
    leave_only(make_every_kind()["basic"])
    page = open_page("/review/", alice, **PHONE)
    show_answer(page, "basic")
    for button in page.locator("main button:visible, main summary.tool:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44, button.inner_text()


def test_grades_stay_under_the_thumb_on_a_phone(alice: User, open_page: OpenPage) -> None:
    card = make_every_kind()["basic"]
    leave_only(card)
    card.texts.update(back="A long answer.\n\n" * 60)
    page = open_page("/review/", alice, **PHONE)
    show_answer(page, "basic")
    expect(page.get_by_role("button", name="Good")).to_be_in_viewport()
