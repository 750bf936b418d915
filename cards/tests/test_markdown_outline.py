"""The headings that people write become a tree of sections with their lines."""

from itertools import pairwise
from time import process_time
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.content.markdown import blocks
from cards.content.markdown.blocks import MAX_HEADINGS
from cards.content.markdown.outline import Outline, Part, read_outline
from cards.content.markdown.reading import read_source
from cards.content.markdown.refusals import Reason, Refused


def outline(text: str, name: str = "") -> Outline:
    return read_outline(read_source(text.encode()), name)


def tree(text: str) -> list[str]:
    return [_label(part) for part in outline(text, "file").parts]


def _label(part: Part) -> str:
    names = [part.title]
    above = part.parent
    while above is not None:
        names.insert(0, above.title)
        above = above.parent
    return f"{part.first}-{part.last} {' > '.join(names)}"


def test_headings_of_both_kinds_make_a_tree_with_lines() -> None:
    assert tree("A\n===\ntext\n\nB\n---\nmore\n\n### C ###\n\n# D\n") == [
        "1-9 A",
        "5-9 A > B",
        "9-9 A > B > C",
        "11-11 D",
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('## <a id="Opt"></a>1.1.优化器', "1.1.优化器"),
        ("## **粗体** 和 `代码`", "粗体 和 代码"),
        ("## [link](https://example.org) ![alt](a.png)", "link alt"),
        ("## note[^1] {#anchor}", "note"),
        ("##没有空格", "没有空格"),
        ("   ## 缩进", "缩进"),
        ("      ## 深缩进", "深缩进"),
        ("- item\n  #### 1.滑动窗口", "1.滑动窗口"),
        ("<h2>HTML</h2>", "HTML"),
        ("**什么是感受野？**", "什么是感受野？"),
        ("**总结：**", "总结"),
        ("1. 什么是马尔可夫链\n\n   一种随机过程。", "什么是马尔可夫链"),
        ("2. **为什么需要激活函数？**\n   引入非线性。", "为什么需要激活函数？"),
        ("> ## 引用中的标题", "引用中的标题"),
        ("## a\\*b &amp; c", "a*b & c"),
    ],
)
def test_headings_in_the_wild_are_found(line: str, title: str) -> None:
    found = outline(f"# Top\n\n{line}\n").parts
    assert [part.title for part in found] == ["Top", title]


@pytest.mark.parametrize(
    "text",
    [
        "```python\n# comment\n```",
        "~~~\n## x\n~~~",
        "    # one comment in code",
        "$$\n# x\n$$",
        "#include <stdio.h>",
        "#hashtag",
        "**A sentence in bold that stresses what it says and therefore begins nothing new.**",
        "a very long line of prose that stands above a rule and " + "goes on and " * 3 + "\n---",
        "two lines\nof prose\n---",
        "![picture](a.png)\n---",
        "1. an ordinary step\n2. another one",
        "---",
    ],
)
def test_what_only_looks_like_a_heading_is_none(text: str) -> None:
    assert [part.title for part in outline(f"# Top\n\n{text}\n").parts] == ["Top"]


def test_a_numbered_heading_stands_below_the_one_whose_number_it_continues() -> None:
    assert tree("## 2.1 Net\n\n## 2.1.1 Trunk\n\n## 2.2 Loss\n") == [
        "1-3 2.1 Net",
        "3-3 2.1 Net > 2.1.1 Trunk",
        "5-5 2.2 Loss",
    ]


def test_numbers_of_any_depth_make_no_tree_that_no_page_can_show() -> None:
    numbered = "".join(f"# {'.'.join('1' * depth)} a\n" for depth in range(1, 60))
    assert max(len(part.path) for part in outline(numbered).parts) == 6


def test_front_matter_with_an_empty_title_has_none() -> None:
    assert outline("---\ntitle:\ntags: x\n---\n\n# A\n").title == "A"


def test_html_anchors_are_remembered() -> None:
    parts = outline('# <a id="Opt"></a>A\n# B {#bee}\n# C\n').parts
    assert [part.anchor for part in parts] == ["Opt", "bee", ""]


def test_text_before_the_first_heading_has_a_section_with_the_title_of_the_document() -> None:
    assert tree("intro\n\n# A\n") == ["1-3 A", "3-3 A > A"]
    assert tree("only text\n") == ["1-1 file"]


def test_front_matter_gives_the_title_and_no_heading() -> None:
    found = outline("---\ntitle: My notes\ntags: x\n---\n\n# A\n\n# B\n")
    assert found.title == "My notes"
    assert [(part.first, part.title) for part in found.parts] == [(6, "A"), (8, "B")]


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("# a\n" * (MAX_HEADINGS + 1), Reason.TOO_MANY_HEADINGS, MAX_HEADINGS + 1),
        ("# a\n" * 100_000, Reason.TOO_MANY_HEADINGS, MAX_HEADINGS + 1),
        ("".join("  " * n + "- x\n" for n in range(50)), Reason.TOO_DEEP, None),
        (">" * 50 + " x\n", Reason.TOO_DEEP, 1),
        ("- a\n" * 100_000, Reason.TOO_MANY_BLOCKS, None),
        ("# a\n\n<script>alert(1)</script>\n", Reason.ACTIVE_HTML, 3),
        ("a\nb <IFRAME src=x>\n", Reason.ACTIVE_HTML, 2),
        ("# a <script>\n", Reason.ACTIVE_HTML, 1),
        ("| a |\n|---|\n| <object data=x> |\n", Reason.ACTIVE_HTML, 3),
    ],
)
def test_hostile_text_is_refused_with_its_line(text: str, reason: Reason, line: int | None) -> None:
    with pytest.raises(Refused) as caught:
        outline(text)
    assert caught.value.reason == reason
    assert line is None or caught.value.line == line


def test_lines_that_run_on_through_many_quotations_are_refused() -> None:
    lines = 1000
    with patch.object(blocks, "MAX_STEPS", 8 * lines), pytest.raises(Refused) as caught:
        outline("> " * 11 + "a\n" * lines)
    assert caught.value.reason == Reason.TOO_TANGLED
    with patch.object(blocks, "MAX_STEPS", 8 * lines):
        outline("> a\n" * lines)


@pytest.mark.parametrize(
    "text", ["```html\n<script>\n```", "use `<script>` here", "    <script>", "a < script > b"]
)
def test_html_in_code_is_text(text: str) -> None:
    assert outline(f"# Top\n\n{text}\n").parts


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "`" * 300_000,
        "*" * 300_000,
        "<" * 300_000,
        "# " + "[a](b" * 50_000,
        ("# " + "<a " * 300 + "\n") * 300,
        "<h1>" * 50_000,
        "<" + " " * 300_000,
        "[a]: b\n" * 30_000,
        "|a" * 50_000 + "|\n" + "|-" * 50_000 + "|\n",
        "$$a\n\n" * 15_000,
        ("#标x" + " " * 980 + "x\n\n") * 30,
        ("**a**" + " " * 980 + "x\n\n") * 300,
        ("# a {#" + "a" * 980 + "\n") * 300,
        ("# a" + " " * 1900 + "b\n") * 300,
        ("# " + "<!--" * 490 + "\n") * 300,
        "---\ntitle: a" + " " * 100_000 + "b\n---\n",
    ],
)
def test_text_made_to_take_long_is_read_all_the_same(text: str) -> None:
    before = process_time()
    assert outline(text, "x").parts
    assert process_time() - before < 10  # some of these took minutes


MARKUP = st.sampled_from(
    ["#", "##", " ", "\n", "\n\n", "- ", "1. ", "> ", "```", "$$", "$", "**", "<a id='x'>", "<h1>",
     "</h1>", "---", "===", "|", "[^1]: ", "什么是", "？", "：", "\t", "    ", "!", "[", "](", ")",
     "<!--", "\\", "`", "{{c1::", "}}", "\u202e", "\ufdd0"]
)  # fmt: skip
ANY_TEXT = st.lists(st.one_of(MARKUP, st.text(max_size=8)), max_size=60).map("".join)


@given(ANY_TEXT)
def test_any_text_is_read_or_refused_and_every_line_belongs_somewhere(text: str) -> None:
    try:
        found = read_outline(read_source(text.encode("utf-8", "surrogatepass")), "x")
    except Refused:
        return
    lines = read_source(text.encode()).lines
    assert found.title
    assert all(one.first < other.first for one, other in pairwise(found.parts))
    for part in found.parts:
        assert part.first <= part.own_last <= part.last <= len(lines)
        assert part.parent is None or part.parent.first < part.first <= part.parent.last
