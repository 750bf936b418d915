"""Staff write a card and see it grow; the admin runs under the strict content policy."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from cards.models import Card, Flag
from cards.tests.browser.conftest import OpenPage
from cards.tests.factories import make_card, make_section

ADMIN_PAGES = [
    "/admin/",
    "/admin/cards/card/",
    "/admin/cards/card/add/",
    "/admin/cards/card/{card}/change/",
    "/admin/cards/card/{card}/history/",
    "/admin/cards/section/add/",
    "/admin/cards/flag/",
    "/admin/cards/review/",
    "/admin/cards/profile/{user}/change/",
    "/admin/auth/user/{user}/change/",
]
PHONE = {"width": 360, "height": 740}


def test_the_admin_page_raises_no_violation(
    open_page: OpenPage, charlie: User, alice: User
) -> None:
    card = make_card()
    Flag.objects.create(learner=alice, card=card, note="?")
    first, *others = (path.format(card=card.pk, user=charlie.pk) for path in ADMIN_PAGES)
    page = open_page(first, charlie)
    for path in others:
        page.goto(path)
        expect(page.locator("#content")).to_be_visible()


@pytest.mark.parametrize("path", ["/admin/cards/card/add/", "/cards/add/"])
def test_the_preview_follows_the_typing(open_page: OpenPage, charlie: User, path: str) -> None:
    make_section(title_en="Norms")
    page = open_page(path, charlie)
    faces = page.frame_locator("#preview-frame").locator("#faces")
    page.locator("#id_en_front").fill("Why **bold** <script>alert(1)</script>?")
    expect(faces.locator("strong").first).to_have_text("bold")
    expect(faces).to_contain_text("<script>alert(1)</script>")
    page.locator("#id_en_back").fill(r"$\frac{1")
    expect(page.locator("#preview-output")).to_contain_text("English, Back:")
    expect(page.locator("#id_en_choices")).to_be_hidden()
    page.locator("#id_kind").select_option("choice")
    page.locator("#id_en_choices").fill("first\nsecond")
    expect(faces.locator("button.choice")).to_have_count(2)


def test_the_admins_search_box_changes_the_preview(open_page: OpenPage, charlie: User) -> None:
    parent = make_section(title_en="Norms")
    middle = make_section(parent.document, title_en="Middle", parent=parent)
    make_section(parent.document, title_en="Batch norm", parent=middle)
    page = open_page("/admin/cards/card/add/", charlie)
    page.locator("#id_en_front").fill("Why?")
    page.locator(".field-section .select2-selection").click()
    page.locator(".select2-search__field").last.fill("Batch")
    page.locator(".select2-results__option--highlighted", has_text="Batch norm").click()
    source = page.frame_locator("#preview-frame").locator(".source").first
    expect(source).to_contain_text("Middle")


def test_the_preview_looks_like_the_review(open_page: OpenPage, charlie: User) -> None:
    card = make_card(en={"front": "Which **norm**?"})
    page = open_page("/review/", charlie)
    style = "e => { const s = getComputedStyle(e); return [s.font, s.color, s.backgroundColor] }"
    font, color, background = page.locator("article.card .face").evaluate(style)
    for path in (f"/cards/{card.pk}/edit/", f"/admin/cards/card/{card.pk}/change/"):
        page.goto(path)
        shown = page.frame_locator("#preview-frame").locator("article.card .face").first
        expect(shown).to_have_css("font", font)
        expect(shown).to_have_css("color", color)
        expect(shown).to_have_css("background-color", background)


def test_mending_a_card_from_the_review_leads_back_to_it(
    open_page: OpenPage, charlie: User
) -> None:
    make_card(en={"front": "Wrogn?"})
    page = open_page("/review/", charlie)
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(r"/edit/\?next=/review/%3Ftoken"))
    faces = page.frame_locator("#preview-frame").locator("article")
    expect(faces).to_have_count(4)
    page.locator("#id_en_front").fill("Right?")
    expect(faces.first).to_contain_text("Right?")
    page.get_by_role("button", name="Save").first.click()
    expect(page).to_have_url(re.compile(r"/review/\?token"))
    expect(page.locator("#card-front")).to_have_text("Right?")
    page.keyboard.press("e")
    expect(faces).to_have_count(4)
    page.get_by_role("link", name="Cancel").first.click()
    expect(page.locator("#card-front")).to_have_text("Right?")


def test_everything_fits_a_phone(open_page: OpenPage, charlie: User, alice: User) -> None:
    cloze = "A long text {{c1::$\\frac{a}{b}$}} with {{c2::two}} deletions"
    card = make_card(kind="cloze", cloze_number=1, en={"front": cloze}, zh={"front": cloze})
    Flag.objects.create(learner=alice, card=card, note="x" * 200)
    page = open_page("/flags/", charlie, viewport=PHONE, color_scheme="dark")
    for path in ("/flags/", "/my-flags/", "/cards/add/", f"/cards/{card.pk}/edit/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    faces = page.frame_locator("#preview-frame").locator("#faces")
    expect(faces.locator("article")).to_have_count(8)
    height = faces.evaluate("element => Math.ceil(element.getBoundingClientRect().height)")
    expect(page.locator("#preview-frame")).to_have_css("height", f"{height}px")
    assert Card.objects.count() == 1
