"""Passages of anybody's Markdown are shown safely and quickly."""

import re
from time import process_time

import pytest
from hypothesis import given

from cards.rendering.passages import LONGEST, is_long, render_passage
from cards.tests.test_markdown_outline import ANY_TEXT


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("## <a id='x'></a>1. SGD", "<p><strong>1. SGD</strong></p>"),
        ("![curve](img/a.png)", '<p><span class="image-refused">picture: curve</span></p>'),
        ("<img src='a.png'>", '<p><span class="image-refused">picture</span></p>'),
        ("a <img src=x> b", '<p>a <span class="image-refused">picture</span> b</p>'),
        ("a<br>b <font color=red>c</font>", "<p>ab c</p>"),
        ("<div>in a <i>box</i></div>", "<p>in a box</p>"),
        ("a[^1]\n\n[^1]: note", "<p>a[1]</p>\n<hr><ol>\n<li><p>note</p>\n</li>\n</ol>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("    - item\n      more", "<ul>\n<li>item\nmore</li>\n</ul>"),
        ("\t#### Head\n\ttext", "<p><strong>Head</strong></p>\n<p>text</p>"),
        ("a ==marked word== b", "<p>a <mark>marked word</mark> b</p>"),
        ("这是==重点==。`a ==b==`", "<p>这是<mark>重点</mark>。<code>a ==b==</code></p>"),
        ("a == b == c, ===d===, ==e", "<p>a == b == c, ===d===, ==e</p>"),
        ("==*a*== *==b==*", "<p><mark><em>a</em></mark> <em><mark>b</mark></em></p>"),
        ("![](figure:relu)", '<p><span class="image-refused">picture</span></p>'),
    ],
)
def test_markdown_in_the_wild(markdown: str, html: str) -> None:
    assert render_passage(markdown).strip() == html


def test_formulas_tables_and_code_are_shown() -> None:
    html = render_passage("$x^2$\n\n| a |\n|---|\n| b |\n\n```python\nx = 1\n```\n")
    assert "<math>" in html
    assert "<td>b</td>" in html
    assert '<pre class="code"' in html


def test_a_footnote_that_stands_elsewhere_is_brought_along() -> None:
    assert "<p>elsewhere</p>" in render_passage("a[^n]", "[^n]: elsewhere")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "[a](<data:text/html,x>)",
        "<p style='position:fixed'>x</p>",
        "<iframe src=//evil></iframe>",
        "<<script>script>alert(1)<</script>/script>",
        "<div><style>*{}</style></div>",
    ],
)
def test_nothing_in_it_acts(attack: str) -> None:
    html = render_passage(f"a\n\n{attack}\n\nb {attack}")
    tags = re.findall(r"<([a-z0-9]+)([^>]*)>", html)
    assert {tag for tag, _rest in tags} <= {"p", "a", "span", "code", "strong", "em"}
    for _tag, rest in tags:
        assert not re.search(r"\son|style=|javascript:|data:", rest)


@given(ANY_TEXT)
def test_any_text_can_be_shown(text: str) -> None:
    assert "<script" not in render_passage(text, text)


@pytest.mark.parametrize("text", ["[" * 100_000, "[a\n" * 50_000, "**a_b" * 50_000, "> " * 50_000])
def test_text_made_to_take_long_is_cut(text: str) -> None:
    before = process_time()
    render_passage(text)
    assert process_time() - before < 10  # minutes, were it not cut


def test_code_that_would_take_long_to_colour_is_shown_plain() -> None:
    short = render_passage("```c\nint a;\n```")
    assert '<span class="kt">int</span>' in short
    long_line = "int a" + " " * 2500 + "b;"
    before = process_time()
    assert "<span" not in render_passage("\n".join(["```c", *[long_line] * 4, "```"]))
    assert process_time() - before < 2
    assert "<span" not in render_passage("```c\n" + "int a;\n" * 1000 + "```")


def test_of_a_long_text_whole_lines_are_shown() -> None:
    text = "a line of text\n" * LONGEST
    assert is_long(text)
    assert not is_long("short")
    assert render_passage(text).count("a line of text") == LONGEST // len("a line of text\n")
