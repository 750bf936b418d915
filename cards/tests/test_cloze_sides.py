"""The front of a cloze card keeps its answer back, and the back shows it."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.rendering import markers, render_markdown
from cards.rendering.cloze import ClozeError, hide, parse, reveal

TEXT = r"Adam keeps {{c1::two}} moments: $m = {{c2::\beta m::decay}} + {{c1::g}}$."


def test_the_front_hides_its_own_number_and_shows_the_others() -> None:
    front = render_markdown(hide(TEXT, 1))

    assert 'keeps <span class="cloze-gap">[…]</span> moments' in front
    assert "two" not in front
    assert "<mi>β</mi>" in front
    assert '<mrow class="math-box">' in front
    assert "<mi>?</mi>" in front
    assert "<mi>g</mi>" not in front


def test_a_hint_stands_in_the_gap() -> None:
    assert '<span class="cloze-gap">[a letter]</span>' in render_markdown(
        hide("x {{c1::b::a letter}}", 1)
    )
    assert "<mtext>decay</mtext>" in render_markdown(hide(TEXT, 2))


@pytest.mark.parametrize(
    ("hint", "shown"),
    [("50%", "50%"), ("a_b", "a_b"), ("R&D #1", "R&D #1"), (r"a\b^c~d", r"a\b"), ("提示", "提示")],
)
def test_a_hint_in_a_formula_is_plain_text(hint: str, shown: str) -> None:
    front = unescape(render_markdown(hide(f"$x + {{{{c1::y::{hint}}}}}$", 1)))

    assert shown in front.replace("\xa0", " ")
    assert "math-error" not in front


def test_the_back_highlights_its_own_number_only() -> None:
    back = render_markdown(reveal(TEXT, 2))

    assert "keeps two moments" in back
    assert '<mrow class="cloze"><mi>β</mi><mi>m</mi></mrow>' in back
    assert back.count("cloze") == 1
    assert '<mark class="cloze">two</mark>' in render_markdown(reveal(TEXT, 1))


@pytest.mark.parametrize(
    ("text", "front", "back"),
    [
        (
            r"{{c1::$\frac{1}{n}$}}",
            '<p><span class="cloze-gap">[…]</span></p>\n',
            '<p><mark class="cloze"><math><mfrac><mn>1</mn><mi>n</mi></mfrac></math></mark></p>\n',
        ),
        (
            "`x = {{c1::1}}`",
            '<p><code>x = <span class="cloze-gap">[…]</span></code></p>\n',
            '<p><code>x = <mark class="cloze">1</mark></code></p>\n',
        ),
        (
            "{{c1::**b**}}",
            '<p><span class="cloze-gap">[…]</span></p>\n',
            '<p><mark class="cloze"><strong>b</strong></mark></p>\n',
        ),
        (
            "**{{c1::b}}**。",
            '<p><strong><span class="cloze-gap">[…]</span></strong>。</p>\n',
            '<p><strong><mark class="cloze">b</mark></strong>。</p>\n',
        ),
        (
            "行\n{{c1::字}}",
            '<p>行<span class="cloze-gap">[…]</span></p>\n',
            '<p>行<mark class="cloze">字</mark></p>\n',
        ),
        (
            "[{{c1::a}}](https://a.example '{{c1::t}}')",
            '<p><a href="https://a.example" title="…" rel="noopener noreferrer">'
            '<span class="cloze-gap">[…]</span></a></p>\n',
            '<p><a href="https://a.example" title="t" rel="noopener noreferrer">'
            '<mark class="cloze">a</mark></a></p>\n',
        ),
    ],
)
def test_a_deletion_fits_every_kind_of_content(text: str, front: str, back: str) -> None:
    assert render_markdown(hide(text, 1)) == front
    assert render_markdown(reveal(text, 1)) == back


def test_a_displayed_formula_may_be_hidden_whole_or_in_part() -> None:
    whole = "{{c1::$$x$$}}"
    assert render_markdown(hide(whole, 1)) == '<p><span class="cloze-gap">[…]</span></p>\n'
    assert '<mark class="cloze"><span class="math-display">' in render_markdown(reveal(whole, 1))

    part = "$$\nx = {{c1::\\frac{1}{n}}}\n$$"
    assert "mfrac" not in render_markdown(hide(part, 1))
    assert '<mrow class="cloze"><mfrac>' in render_markdown(reveal(part, 1))


@pytest.mark.parametrize("text", ["", "no deletion", "{{c2::x}}"])
def test_a_number_that_does_not_occur_is_refused(text: str) -> None:
    for side in (hide, reveal):
        with pytest.raises(ClozeError, match="No deletion has the number 1"):
            side(text, 1)


def test_marks_cannot_be_smuggled_in() -> None:
    smuggled = f"{markers.ANSWER_START}a{markers.GAP_END} &#xfdd0; {{{{c1::b{markers.ALL}}}}}"

    back = render_markdown(reveal(smuggled, 1))

    assert back.count("<mark") == back.count("</mark>") == 1
    assert '<mark class="cloze">b</mark>' in back


SECRET = "zqxsecretzqx"
contexts = st.sampled_from(
    [
        "{}",
        "before {} after",
        "$a + {}$",
        "$$a = \\frac{{{}}}{{2}}$$",
        "`code {}`",
        "```python\nx = {}\n```",
        "| a | {} |\n|---|---|\n| b | c |",
        "- item {}",
        "[link {}](https://a.example '{}')",
        "![{}](/static/{}.png)",
        "# {}",
        "\n\n",
        "{{{{c2::other}}}} ",
    ]
)
answers = st.sampled_from(
    ["{}", "${}$", "`{}`", "\\frac{{{}}}{{n}}", "**{}**", "\\text{{{}}}", "a}b{}", "{}\n\n{}"]
)
hints = st.sampled_from(["", "::hint", "::`", "::$", "::\\", "::*"])


@given(st.lists(contexts, min_size=1, max_size=4), answers, hints)
def test_the_front_never_contains_the_answer(pieces: list[str], answer: str, hint: str) -> None:
    deletion = "{{c1::" + answer.replace("{}", SECRET) + hint + "}}"
    text = "\n".join(piece.replace("{}", deletion) for piece in pieces)
    text = text.replace("{{{{", "{{").replace("}}}} ", "}} ")
    try:
        front = render_markdown(hide(text, 1))
    except ClozeError:
        return

    assert SECRET not in front
    assert SECRET[:6] not in re.sub(r"<[^>]*>", "", front)


@given(st.lists(st.tuples(st.sampled_from("ab中 $`\n"), st.integers(1, 3)), min_size=1, max_size=6))
def test_what_the_back_reveals_is_what_the_front_hid(pieces: list[tuple[str, int]]) -> None:
    text = "".join(
        f"{before}{{{{c{number}::answer{index}}}}}" for index, (before, number) in enumerate(pieces)
    )
    number = pieces[0][1]
    revealed = reveal(text, number)
    answers_of_number = [d.answer for d in parse(text) if d.number == number]

    marked = re.findall(f"{markers.ANSWER_START}(.*?){markers.ANSWER_END}", revealed)
    assert marked == answers_of_number
    hidden = re.sub(
        f"{markers.ANSWER_START}.*?{markers.ANSWER_END}",
        f"{markers.GAP_START}{markers.NO_HINT}{markers.GAP_END}",
        revealed,
    )
    assert hide(text, number) == hidden
