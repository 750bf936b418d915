"""A card names a figure in its Markdown; the page gets it whole, and nothing else gets in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.content.checks import validate_card
from cards.content.entries import TextEntry
from cards.languages import ContentLanguage
from cards.models import Card
from cards.rendering import find_problems, render_inline, render_markdown
from cards.rendering.faces import back_face, front_face
from cards.tests.factories import make_card
from cards.tests.test_rendering_safety import PAYLOADS, harmful_in

FIGURE = re.compile(r'<span class="figure"><svg role="img" .*?</svg></span>')


def test_a_figure_stands_where_the_text_names_it() -> None:
    html = render_markdown("Before\n\n![](figure:iou)\n\n- after ![](figure:giou)")
    assert re.sub(FIGURE, "FIGURE", html) == (
        "<p>Before</p>\n<p>FIGURE</p>\n<ul>\n<li>after FIGURE</li>\n</ul>\n"
    )
    assert FIGURE.match(render_inline("![](figure:iou)"))


def test_a_figure_speaks_the_language_of_the_text(db: None) -> None:
    text = {"front": "![](figure:iou)", "back": "![](figure:giou)"}
    card = make_card(en=text, zh=text)
    assert (
        'aria-label="Intersection over union' in front_face(card, ContentLanguage.EN, seed=0).html
    )
    assert 'aria-label="交并比' in front_face(card, ContentLanguage.ZH, seed=0).html
    back = back_face(card, ContentLanguage.ZH, seed=0)
    assert "交并比" in back.front
    assert "外接框" in back.answer


def test_choices_cloze_texts_and_errata_may_show_figures(db: None) -> None:
    choice = {"choices": ["![](figure:iou)", "![](figure:giou)"]}
    face = front_face(make_card(kind="choice", en=choice, zh=choice), ContentLanguage.ZH, seed=0)
    assert all("<svg" in option.html and "IoU" in option.html for option in face.choices)
    cloze = {"front": "![](figure:iou)\n\nA {{c1::gap}}.", "back": ""}
    card = make_card(kind=Card.Kind.CLOZE, cloze_number=1, en=cloze, zh=cloze)
    assert "<svg" in front_face(card, ContentLanguage.EN, seed=0).html
    assert "<svg" in back_face(card, ContentLanguage.EN, seed=0).answer


def test_a_front_hides_a_part_and_the_back_shows_it() -> None:
    hidden = render_markdown("![](figure:giou#hide=hull)")
    assert "enclosing box" not in hidden
    assert ">?</text>" in hidden
    shown = render_markdown("![](figure:giou#show=hull)")
    assert 'class="shown"' in shown


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("![](figure:iuo)", "There is no figure “iuo”. There is: iou"),
        ("![](figure:)", "There is no figure “”. The page “Figures” shows all of them."),
        ("![](figure:giou#hide=hul)", "The figure “giou” has no part “hul”. There is: hull."),
        ("![](figure:giou#show=)", "Write figure:NAME, figure:NAME#hide=PART or"),
        ("![](figure:giou#hull)", "Write figure:NAME, figure:NAME#hide=PART or"),
        ("![](figure:giou#hide=hull#show=hull)", "The figure “giou” has no part “hull#show=hull”"),
        ("![the answer](figure:iou)", "A figure has words of its own, leave its brackets empty"),
        ("![](FIGURE:iou)", "Images from other sites are not shown: FIGURE:iou"),
    ],
)
def test_a_figure_that_cannot_be_shown_is_a_problem(source: str, problem: str) -> None:
    assert [found[: len(problem)] for found in find_problems(source)] == [problem]
    if "brackets" not in problem:
        assert "<svg" not in render_markdown(source)
        assert 'class="image-refused"' in render_markdown(source)


def test_figures_that_exist_are_no_problem() -> None:
    source = "![](figure:iou) ![](figure:giou#hide=hull) ![](figure:giou#show=hull)"
    assert find_problems(source) == []


def test_the_field_with_the_wrong_figure_is_named() -> None:
    texts = {language: TextEntry("Q ![](figure:iou)?", "A") for language in ("en", "zh")}
    texts["zh"] = TextEntry("Q ![](figure:iouu)?", "A")
    assert list(validate_card("basic", texts)) == ["zh.front"]


HOSTILE = [
    '![](figure:iou"onload=alert)',
    "![](figure:iou#hide=<script>)",
    "![](figure:<script>alert(1)</script>)",
    '![x](figure:iou "\' onload=alert(1)")',
    "![![](figure:iou)](/static/a.png)",
    "[![](figure:iou)](javascript:alert(1))",
    '[a](https://ok.example "![](figure:iou)")',
    "![](&#102;igure:iou)",
    "`![](figure:iou)`",
    "$\\text{![](figure:iou)}$",
    "{{c1::![](figure:iou)}}",
    "![](figure:{{c1::iou}})",
    "<svg onload=alert(1)><span class=figure><svg role=img>",
]


@given(st.lists(st.sampled_from([*HOSTILE, *PAYLOADS, "\n\n", "`", "- ", "> ", "|"]), max_size=5))
def test_nothing_gets_in_beside_a_figure(pieces: list[str]) -> None:
    """Without its figures a page has no SVG and no more harm in it than any other text."""
    for html in (render_markdown("".join(pieces)), render_inline("".join(pieces))):
        rest = FIGURE.sub("", html)
        assert "<svg" not in rest
        assert harmful_in(rest) == []


@pytest.mark.parametrize("source", ["![![](figure:iou)](/static/a.png)", "`![](figure:iou)`"])
def test_a_figure_never_lands_in_an_attribute_or_in_code(source: str) -> None:
    assert "<svg" not in render_markdown(source)
