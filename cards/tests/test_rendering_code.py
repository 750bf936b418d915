"""Fenced code in colour."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.rendering import markers, render_markdown
from cards.rendering.highlighting import highlight


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_tokens_of_a_known_language_carry_their_class() -> None:
    html = render_markdown("```python\nreturn 1  # one\n```")

    assert '<span class="k">return</span>' in html
    assert '<span class="mi">1</span>' in html
    assert '<span class="c1"># one</span>' in html


@pytest.mark.parametrize("language", ["", "no-such-language", '"><script>', "python onclick=x"])
def test_a_language_that_is_not_known_is_no_obstacle(language: str) -> None:
    html = render_markdown(f"```{language}\nx < y\n```")

    assert text_of(html).strip() == "x < y"
    assert "script" not in html
    assert "onclick" not in html


def test_a_code_block_can_be_scrolled_from_the_keyboard() -> None:
    assert render_markdown("    x").startswith('<pre class="code" tabindex="0">')


@given(
    st.text(alphabet="abc(){}'\"#\\ \n\t<&:中", max_size=40),
    st.sampled_from(["python", "c++", "bash", "json", ""]),
)
def test_colouring_changes_no_character(code: str, language: str) -> None:
    assert text_of(highlight(code, language)) == code


@given(st.text(alphabet="ab '\"#=\n", max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_mark_in_code_wraps_exactly_its_characters(code: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(code)), min(two, len(code))))
    marked = code[:start] + markers.ANSWER_START + code[start:end] + markers.ANSWER_END + code[end:]

    before, rest = highlight(marked, "python").split('<mark class="cloze">')
    inside, after = rest.split("</mark>")

    assert [text_of(part) for part in (before, inside, after)] == [
        code[:start],
        code[start:end],
        code[end:],
    ]
    assert inside.count("<span") == inside.count("</span>")
