"""Each rule makes the cards that its form of note asks for, and no others."""

# ruff: noqa: E501 -- a note and its card read best on one line
from collections.abc import Iterable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.content.checks import validate_card
from cards.content.entries import TextEntry
from cards.content.markdown.drafts import Draft, PassageText, Rule, derive
from cards.models import Draft as DraftRow
from cards.tests.test_markdown_outline import ANY_TEXT


def drafts(title: str, body: str, *rules: Rule) -> list[Draft]:
    found = derive(PassageText(title, f"## {title}\n\n{body}", 10))
    return [draft for draft in found if not rules or draft.rule in rules]


def fronts(found: Iterable[Draft]) -> list[str]:
    return [draft.front for draft in found]


@pytest.mark.parametrize(
    ("title", "body", "front", "rule"),
    [
        ("1.2 卷积层", "用卷积核提取局部特征。", "什么是卷积层？", Rule.HEADING),
        ("Adam", "一种自适应的优化器。", "什么是 Adam？", Rule.HEADING),
        ("Dropout", "Switches units off by chance.", "What is Dropout?", Rule.HEADING),
        ("转置卷积的主要思想", "它是普通卷积的对称操作。", "转置卷积的主要思想是什么？", Rule.HEADING),
        ("感受野", "- 一\n- 二\n- 三", "感受野有哪些要点？", Rule.HEADING),
        ("Tricks", "- a one\n- b two\n- c three", "What are the main points of Tricks?", Rule.HEADING),
        ("什么是感受野", "一个像素能看到的区域。", "什么是感受野？", Rule.QUESTION),
        ("dropout 的作用", "减轻过拟合，提高泛化能力。", "dropout 的作用是什么？", Rule.QUESTION),
        ("介绍一下 1x1 卷积的作用", "升维、降维与跨通道交互。", "介绍一下 1x1 卷积的作用。", Rule.QUESTION),
        ("Why does it work?", "It averages many networks.", "Why does it work?", Rule.QUESTION),
        ("IoU 与 GIoU 区别", "后者也看不重叠的区域。", "IoU 与 GIoU 有什么区别？", Rule.CONTRAST),
        ("批归一化和层归一化的区别", "前者跨样本，后者在样本内。", "批归一化与层归一化有什么区别？", Rule.CONTRAST),
        ("SGD vs Adam", "One adapts its steps.", "How do SGD and Adam differ?", Rule.CONTRAST),
        ("Difference between L1 and L2", "One makes zeros.", "How do L1 and L2 differ?", Rule.CONTRAST),
    ],
)  # fmt: skip
def test_a_heading_becomes_the_question_that_its_language_and_kind_suggest(
    title: str, body: str, front: str, rule: Rule
) -> None:
    first = drafts(title, body)[0]
    assert (first.front, first.rule, first.kind, first.line) == (front, rule, "basic", 10)
    assert first.back == body


@pytest.mark.parametrize(
    "title",
    [
        "目录",
        "参考资料",
        "References",
        "TODO",
        "2.",
        "总结",
        "Questions",
        "Q&A",
        "面试题",
        "3. 概述",
    ],
)
def test_headings_that_ask_nothing_make_no_card(title: str) -> None:
    assert drafts(title, "Enough text to be a body.") == []


def test_a_heading_without_text_makes_no_card() -> None:
    assert drafts("Adam", "") == []
    assert drafts("Adam", "![only a picture](a.png)") == []


@pytest.mark.parametrize(
    ("line", "front", "back"),
    [
        ("召回率：找到的正样本所占的比例", "什么是召回率？", "找到的正样本所占的比例"),
        ("- **Recall**: the share of positives found", "What is Recall?", "the share of positives found"),
        ("> - v3: 把卷积分解成两步，减少参数量", "什么是 v3？", "把卷积分解成两步，减少参数量"),
        ("1. 优点：参数量少，速度快得多", "网络的优点是什么？", "参数量少，速度快得多"),
    ],
)  # fmt: skip
def test_a_term_with_its_definition_is_a_card(line: str, front: str, back: str) -> None:
    title = "Net" if front.startswith("What") else "网络"
    found = drafts(title, line, Rule.DEFINITION)
    assert [(one.front, one.back, one.line) for one in found] == [(front, back, 12)]


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org/page",
        "例如：一只猫和一只狗的图片",
        "在这种情况下，我们可以看到：结果更好了一些",
        "目前基于深度学习的目标检测算法分为两类：一类是双阶段，一类是单阶段",
        "2021: a year and not a term",
        "term: short",
    ],
)
def test_what_only_has_a_colon_is_no_definition(line: str) -> None:
    assert drafts("网络", line, Rule.DEFINITION) == []


def test_words_in_bold_become_gaps_in_their_sentence() -> None:
    found = drafts(
        "训练",
        "前一句。训练时，**Dropout** 会随机关闭一部分神经元，以**减轻过拟合**。",
        Rule.EMPHASIS,
    )
    assert fronts(found) == [
        "训练时，{{c1::Dropout}} 会随机关闭一部分神经元，以{{c2::减轻过拟合}}。"
    ]


def test_a_short_sentence_gets_the_title_for_context() -> None:
    found = drafts("Mosaic", "It pastes ==four images== together.", Rule.EMPHASIS)
    assert fronts(found) == ["Mosaic: It pastes {{c1::four images}} together."]


@pytest.mark.parametrize(
    "line",
    [
        "**A whole sentence that is in bold from its start to its very end.**",
        "A sentence whose `**code**` only looks as if it had something in bold.",
        "**Most of the words that are here** stand out.",
        "So **much** of **it** in **bold** that **nothing** is left to see here.",
        "A gap {{c1::that}} is **written** already in the notes, so leave it.",
    ],
)
def test_bold_that_would_leave_nothing_makes_no_gap(line: str) -> None:
    assert not [one for one in drafts("T", line, Rule.EMPHASIS) if "`" not in one.front]


def test_questions_and_answers_below_each_other_are_cards() -> None:
    body = "Q: Why?\nA: Because\nof this.\n\n问：为什么？\n答：因为。\n\nQ: open"
    found = drafts("Talk", body, Rule.ASKED_AND_ANSWERED)
    assert [(one.front, one.back) for one in found] == [
        ("Why?", "Because\nof this."), ("为什么？", "因为。"),
    ]  # fmt: skip


def test_double_colons_are_cards_as_in_other_programs() -> None:
    found = drafts(
        "Norms", "- L1 :: sum of absolute values\n\nstd::vector in `a::b`", Rule.DOUBLE_COLON
    )
    assert ("L1", "sum of absolute values") in [(one.front, one.back) for one in found]
    assert not any("`" in one.front for one in found)


def test_each_row_of_a_table_is_a_card() -> None:
    body = "| Net | Year | Depth |\n|---|:-:|---|\n| VGG | 2014 | 19 |\n| ResNet | 2015 | 152 |"
    found = drafts("Nets", body, Rule.TABLE_ROW)
    assert [(one.front, one.back, one.line) for one in found] == [
        ("Nets: VGG – Year, Depth?", "- Year: 2014\n- Depth: 19", 14),
        ("Nets: ResNet – Year, Depth?", "- Year: 2015\n- Depth: 152", 15),
    ]


@pytest.mark.parametrize(
    ("title", "head", "front"),
    [
        ("Questions", "Net", "Net: VGG – Year?"),
        ("面试题", "网络", "网络：VGG 的年份？"),
        ("Questions", "", "Questions: VGG – Year?"),
    ],
)
def test_a_table_below_a_title_that_names_nothing_is_named_by_its_first_column(
    title: str, head: str, front: str
) -> None:
    year = "年份" if front.endswith("？") else "Year"
    found = drafts(title, f"| {head} | {year} |\n|---|---|\n| VGG | 2014 |", Rule.TABLE_ROW)
    assert fronts(found) == [front]


def test_a_formula_below_a_title_that_names_nothing_is_only_to_be_filled_in() -> None:
    found = drafts("Questions", "$$\na = b + c\n$$")
    assert [one.rule for one in found] == [Rule.FORMULA_CLOZE]


def test_a_formula_is_to_be_written_down_and_filled_in() -> None:
    found = drafts(
        "残差",
        "定义：\n\n$$\nH(x) = F(x) + \\frac{a}{b^{2}}\n$$\n",
        Rule.FORMULA_RECALL,
        Rule.FORMULA_CLOZE,
    )
    recall, cloze = found
    assert (recall.front, recall.back) == (
        "写出公式：残差",
        "$$\nH(x) = F(x) + \\frac{a}{b^{2}}\n$$",
    )
    assert cloze.front == "残差：\n\n$$\nH(x) = {{c1::F(x) + \\frac{a}{b^{2} } }}\n$$"


def test_steps_are_to_be_put_in_order() -> None:
    body = "1. Take a batch.\n2. Compute the loss.\n3. Update the weights.\n"
    (found,) = drafts("Training procedure", body, Rule.STEPS)
    assert found.kind == "typed"
    shown = dict(line[2:].split(": ") for line in found.front.splitlines() if line.startswith("- "))
    right = [shown[letter] for letter in found.accepted[0]]
    assert right == ["Take a batch", "Compute the loss", "Update the weights"]
    assert found.accepted[0] != "ABC"


def test_a_list_that_tells_no_steps_is_not_put_in_order() -> None:
    assert drafts("Nets", "1. VGG\n2. ResNet\n3. Inception\n", Rule.STEPS) == []


def test_code_is_left_alone() -> None:
    found = drafts(
        "Code", "```\nterm: a definition of it\na :: b\n```\n", Rule.DEFINITION, Rule.DOUBLE_COLON
    )
    assert found == []


def test_a_section_that_is_its_own_first_line_is_read_with_it() -> None:
    found = derive(PassageText("AM-Softmax", "AM-Softmax：带有加性间隔的交叉熵损失函数", 5))
    assert [(one.front, one.line) for one in found if one.rule == Rule.DEFINITION] == [
        ("什么是 AM-Softmax？", 5)
    ]


def test_a_long_answer_ends_with_a_whole_paragraph() -> None:
    (found,) = drafts("Long", "\n\n".join(["word " * 40] * 10), Rule.HEADING)
    assert len(found.back) <= 900
    assert found.back.endswith("word\n\n…")


def test_the_rules_of_the_database_are_those_that_derive() -> None:
    assert set(DraftRow.Rule.values) == {rule.value for rule in Rule}


@given(st.text(max_size=30), ANY_TEXT)
def test_any_text_gives_drafts_that_a_card_can_hold(title: str, text: str) -> None:
    for draft in derive(PassageText(title, text)):
        entry = TextEntry(draft.front, draft.back, accepted=draft.accepted)
        validate_card(draft.kind, {draft.language: entry}, both_languages=False)
        assert draft.front.strip()
        assert len(draft.back) <= 900


@pytest.mark.parametrize(
    "line",
    [
        "**a" * 600, "：" * 1900, "a::" * 600, "|" * 1900, "$$" * 900, "==a" * 600, "Q: " * 600,
        "Q: a" + " " * 1900 + "b", "|a\n" + " " * 1900 + "-x", "a" + " " * 1900 + "::",
    ],
)  # fmt: skip
def test_lines_made_to_take_long_are_read_all_the_same(line: str) -> None:
    before = process_time()
    derive(PassageText("title", "\n".join([line] * 1000)))
    assert process_time() - before < 10


@pytest.mark.parametrize(
    "text",
    [
        "$$x" + "\n" * 100_000 + "y",
        "x " + "<!--" * 100_000,
        "$$a$$\n" * 100_000,
        "|||\n|-|-|\n" * 20_000,
    ],
)
def test_texts_made_to_take_long_are_read_all_the_same(text: str) -> None:
    before = process_time()
    derive(PassageText("title", f"# title\n{text}"))
    assert process_time() - before < 10  # hours, some of them


def test_a_comment_over_several_lines_is_left_out() -> None:
    text = "# Dropout\n\nUnits are <!-- not\nall --> switched off."
    assert [one.back for one in derive(PassageText("Dropout", text))] == [
        "Units are  switched off."
    ]
