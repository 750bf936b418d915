"""Staff see a card as the review will show it, while they are still writing."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.models import Card, CardText, Erratum
from cards.tests.factories import make_card, make_section

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def preview(client: Client, path: str = "/cards/preview/", **form: object) -> str:
    data = {"kind": "basic", "state": "draft", **form}
    response = client.post(path, data, headers=HTMX)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_it_shows_front_and_back_of_each_language(charlie: User, client_of: ClientOf) -> None:
    html = preview(
        client_of(charlie),
        en_front="**Who?**",
        en_back="$x^2$",
        zh_front="谁？",
        zh_back="他。",
    )
    for shown in ("<strong>Who?</strong>", "<msup>", "谁？", "他。", 'lang="zh-Hans"'):
        assert shown in html
    assert html.count('data-side="front"') == html.count('data-side="back"') == 2


def test_it_is_the_very_html_of_the_review(charlie: User, client_of: ClientOf) -> None:
    card = make_card(make_section(), en={"front": "Why $\\frac{a}{b}$?", "back": "`code`"})
    client = client_of(charlie)
    review = client.get("/review/").content.decode()
    shown = preview(client, section=card.section_id, en_front="Why $\\frac{a}{b}$?", en_back="x")
    face = re.compile(r'<div class="face content" lang="en".*?</div>', re.DOTALL)
    source = re.compile(r'<p class="source">.*?</p>', re.DOTALL)
    in_review, in_preview = face.search(review), face.search(shown)
    assert in_review
    assert in_preview
    assert in_preview[0].replace("card-front-en-0", "card-front") == in_review[0]
    assert source.findall(review)[0] == source.findall(shown)[0]


def test_choices_typed_and_numbers_show_their_input(charlie: User, client_of: ClientOf) -> None:
    client = client_of(charlie)
    choice = preview(client, kind="choice", en_front="Which?", en_choices="right\nwrong")
    assert choice.count('class="choice"') == 2
    typed = preview(client, kind="typed", en_front="Name?", en_accepted="BN\nbatch norm")
    assert 'id="given-en-0"' in typed
    assert "BN" in typed
    number = preview(client, kind="numeric", en_front="How many?", numeric_answer="3", unit="MB")
    assert "(MB)" in number
    assert "3 MB" in number


def test_each_cloze_number_is_shown(charlie: User, client_of: ClientOf) -> None:
    html = preview(client_of(charlie), kind="cloze", en_front="a {{c1::bb}} c {{c2::dd}}")
    assert "· c1" in html
    assert "· c2" in html
    fronts = re.findall(r'id="card-front-en-\d".*?</div>', html, re.DOTALL)
    assert ["bb" in front for front in fronts] == [False, True]
    assert ["dd" in front for front in fronts] == [True, False]


def test_errata_show_on_the_back(charlie: User, client_of: ClientOf) -> None:
    section = make_section()
    erratum = Erratum.objects.create(
        document=section.document,
        section=section,
        stable_id="d/e01",
        **{f"{part}_{code}": f"{part} in {code}" for part in ("wrong", "correct", "evidence")
           for code in ("en", "zh")},
    )  # fmt: skip
    html = preview(client_of(charlie), en_front="Q?", en_back="A", errata=[erratum.pk])
    assert "correct in en" in html


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"en_front": r"$\nosuch$", "en_back": "x"}, "English, Front:"),
        ({"kind": "cloze", "zh_front": "甲{{c1::乙"}, "Chinese, Front:"),
        ({"kind": "cloze", "en_front": "no deletion"}, "needs a deletion"),
        ({"kind": "choice", "en_front": "Which?"}, "At least 2"),
        ({"kind": "typed", "en_front": "Which?"}, "At least 1"),
        ({"kind": "numeric", "en_front": "How many?", "en_back": "x"}, "A number is needed."),
        ({"kind": "numeric", "en_front": "?", "numeric_answer": "NaN"}, "Enter a number."),
        ({"kind": "nonsense", "en_front": "?"}, "not one of the available choices"),
        ({"state": "published", "en_front": "Q?", "en_back": "A"}, "This language is missing."),
        ({"en_front": "x" * 4001, "en_back": "A"}, "at most 4000 characters"),
        ({"section": "99999", "en_front": "Q?"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_listed_while_typing(
    charlie: User, client_of: ClientOf, form: dict[str, str], message: str
) -> None:
    html = re.sub(r"</?strong>", "", preview(client_of(charlie), **form))
    assert message in html


def test_an_empty_form_asks_for_a_front(charlie: User, client_of: ClientOf) -> None:
    html = preview(client_of(charlie))
    assert "Write a front" in html
    assert "preview-problems" not in html


def test_similar_cards_are_listed_but_not_the_card_itself(
    charlie: User, client_of: ClientOf
) -> None:
    card = make_card(en={"front": "Which statistics does batch normalization use?"})
    client = client_of(charlie)
    front = "Which statistics does batch normalization use"
    assert f"/cards/{card.pk}/edit/" in preview(client, en_front=front, en_back="x")
    path = f"/cards/{card.pk}/preview/"
    assert "Similar" not in preview(client, path, en_front=front, en_back="x")


def test_nothing_is_written(charlie: User, client_of: ClientOf) -> None:
    card = make_card()
    preview(client_of(charlie), f"/cards/{card.pk}/preview/", en_front="New", en_back="New")
    assert Card.objects.count() == 1
    assert CardText.objects.filter(front="New").count() == 0


@pytest.mark.parametrize("field", ["en_front", "en_back", "en_choices", "en_accepted"])
def test_a_script_comes_out_as_text(charlie: User, client_of: ClientOf, field: str) -> None:
    kind = {"en_choices": "choice", "en_accepted": "typed"}.get(field, "basic")
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>\n</template>"
    form = {"kind": kind, "en_front": "Q", "en_back": "A", "unit": attack, field: attack}
    html = preview(client_of(charlie), **form)
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("</template>") == 1


def test_a_card_that_does_not_exist_is_refused(charlie: User, client_of: ClientOf) -> None:
    assert client_of(charlie).post("/cards/999/preview/").status_code == 404


def test_only_staff_may_ask_and_only_by_post(
    alice: User, charlie: User, client_of: ClientOf, client: Client
) -> None:
    assert client_of(alice).post("/cards/preview/").status_code == 403
    assert client.post("/cards/preview/").status_code == 302
    assert client.post("/cards/preview/", headers=HTMX).status_code == 401
    assert client_of(charlie).get("/cards/preview/").status_code == 405


def test_only_this_site_may_frame_the_preview_and_nothing_else(
    charlie: User, client_of: ClientOf
) -> None:
    client = client_of(charlie)
    frame = client.get("/cards/preview/frame/").headers
    assert "frame-ancestors 'self'" in frame["Content-Security-Policy"]
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    page = client.get("/cards/add/").headers
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
