"""Markdown as cards use it: emphasis, lists, tables, code and line breaks in two languages."""

import pytest

from cards.rendering import render_inline, render_markdown


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**bold** and *slanted*", "<p><strong>bold</strong> and <em>slanted</em></p>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>\n'),
        ("use `a < b`", "<p>use <code>a &lt; b</code></p>\n"),
        ("a\\\nb", "<p>a<br>\nb</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(source: str, html: str) -> None:
    assert render_markdown(source) == html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("第一行\n第二行", "第一行第二行"),
        ("第一行，\n第二行", "第一行，第二行"),
        ("说“好”\n然后", "说“好”然后"),
        ("**重点**\n然后", "<strong>重点</strong>然后"),
        ("行\n**重点**", "行<strong>重点</strong>"),
        ("中文\nword", "中文\nword"),
        ("word\n中文", "word\n中文"),
        ("one\ntwo", "one\ntwo"),
        ("行\n`code`字", "行\n<code>code</code>字"),
        ("行`code`\n字", "行<code>code</code>\n字"),
    ],
)
def test_a_line_break_between_chinese_characters_leaves_no_space(source: str, text: str) -> None:
    assert render_markdown(source) == f"<p>{text}</p>\n"


def test_a_table_scrolls_by_itself_and_keeps_its_alignment() -> None:
    html = render_markdown("| a | b |\n|:-:|--:|\n| 1 | $x$ |")

    assert html.startswith('<div class="table-scroll" tabindex="0"><table>')
    assert '<th class="align-center">a</th>' in html
    assert '<td class="align-right"><math>' in html
    assert "style" not in html


def test_a_link_opens_without_telling_where_it_came_from() -> None:
    html = render_markdown("[paper](https://arxiv.org/abs/1412.6980)")

    assert html == (
        '<p><a href="https://arxiv.org/abs/1412.6980" rel="noopener noreferrer">paper</a></p>\n'
    )


def test_a_picture_of_this_site_is_shown_and_of_another_only_described() -> None:
    assert '<img src="/static/figures/a.png" alt="net">' in render_markdown(
        "![net](/static/figures/a.png)"
    )
    refused = render_markdown("![*net*](https://example.org/a.png)")
    assert refused == '<p><span class="image-refused">net</span></p>\n'


def test_one_line_is_rendered_without_a_paragraph() -> None:
    assert render_inline("**a** $x$") == "<strong>a</strong> <math><mi>x</mi></math>"
