"""Reading deletions out of a cloze text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.rendering.cloze import ClozeError, Deletion, cloze_numbers, parse


def read(text: str) -> list[tuple[int, str, str]]:
    return [(deletion.number, deletion.answer, deletion.hint) for deletion in parse(text)]


@pytest.mark.parametrize(
    ("text", "deletions"),
    [
        ("no deletion, {{ braces }} and {c1}", []),
        ("a {{c1::b}} c", [(1, "b", "")]),
        ("{{c1::b::a letter}}", [(1, "b", "a letter")]),
        ("{{c2::x}}{{c10::y}}", [(2, "x", ""), (10, "y", "")]),
        ("{{c1::两 个}}，{{c1::答案::提示}}", [(1, "两 个", ""), (1, "答案", "提示")]),
        ("{{c1::two\nlines}}", [(1, "two\nlines", "")]),
        (r"{{c1::\frac{1}{n}}}", [(1, r"\frac{1}{n}", "")]),
        (r"\frac{{{c1::\frac{1}{n}}}}{2}", [(1, r"\frac{1}{n}", "")]),
        (r"x^{{c1::2}} + x_{{{c2::i}}}", [(1, "2", ""), (2, "i", "")]),
        (r"{{c1::\{ x \}}}", [(1, r"\{ x \}", "")]),
        (r"{{c1::\left\{ x}}", [(1, r"\left\{ x", "")]),
        (r"{{c1::a \\{b}}}", [(1, r"a \\{b}", "")]),
        (r"{{c1::\text{a::b}::hint}}", [(1, r"\text{a::b}", "hint")]),
        ("{{c1::$a::b$::hint}}", [(1, "$a::b$", "hint")]),
        ("{{c1::`std::vector`::hint}}", [(1, "`std::vector`", "hint")]),
        ("{{c1::`}}` and `{`}}", [(1, "`}}` and `{`", "")]),
        ("`{{c1::std::vector}}`", [(1, "std::vector", "")]),
        ("```\n{{c1::std::vector}}\n```", [(1, "std::vector", "")]),
        ("{{c1::a::b::c}}", [(1, "a", "b::c")]),
        ("{{c1::a::}}", [(1, "a", "")]),
        ("{{c99::a}}", [(99, "a", "")]),
    ],
)
def test_a_deletion_is_read(text: str, deletions: list[tuple[int, str, str]]) -> None:
    assert read(text) == deletions


def test_a_deletion_knows_where_it_stands() -> None:
    assert parse("ab {{c1::x::y}} z") == [Deletion(1, "x", "y", 3, 15)]


def test_numbers_are_told_once_and_ascending() -> None:
    assert cloze_numbers("{{c3::a}} {{c1::b}} {{c3::c}}") == [1, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{c1::a", "Line 1, at “{{c1::a”: A deletion is not closed with “}}”."),
        ("x\n\n{{c1::a}", "Line 3, at “{{c1::a}”: A “}” in the answer has no “{”"),
        (r"{{c1::a\}}", r"Line 1, at “{{c1::a\}}”: A “}” in the answer has no “{”"),
        ("{{c1::{a}}", "Line 1, at “{{c1::{a}}”: A “}” in the answer has no “{”"),
        ("{{c1::a}b}}", "Line 1, at “{{c1::a}b}}”: A “}” in the answer has no “{”"),
        ("{{c1::}}", "Line 1, at “{{c1::}}”: The answer is empty."),
        ("{{c1:: ::hint}}", "Line 1, at “{{c1:: ::hint}}”: The answer is empty."),
        ("a {{c1::b {{c2::c}}}}", "Line 1, at “{{c2::c}}}}”: A deletion stands inside another"),
        ("{{c1::b::{{c2::c}}}}", "Line 1, at “{{c2::c}}}}”: A deletion stands inside another"),
        ("{{c0::a}}", "Line 1, at “{{c0::a}}”: Write {{c1::answer}} with a number from 1 to 99."),
        ("{{c::a}}", "Line 1, at “{{c::a}}”: Write {{c1::answer}} with a number"),
        ("{{C1::a}}", "Line 1, at “{{C1::a}}”: Write {{c1::answer}} with a number"),
        ("{{c1:a}}", "Line 1, at “{{c1:a}}”: Write {{c1::answer}} with a number"),
        ("{{c100::a}}", "Line 1, at “{{c100::a}}”: Write {{c1::answer}} with a number"),
        ("{{c" + "9" * 5000 + "::a}}", "Line 1, at “{{c999"),
    ],
)
def test_a_slip_is_named_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ClozeError) as raised:
        cloze_numbers(text)

    assert str(raised.value).startswith(message)


balanced = st.recursive(
    st.text(alphabet=r"ab+\中 ", max_size=4).map(lambda text: text.replace("\\", r"\{ ")),
    lambda inner: st.builds("{}{{{}}}{}".format, inner, inner, inner),
    max_leaves=6,
).filter(str.strip)


@given(
    st.lists(
        st.tuples(st.text(alphabet="xy \n中", max_size=5), st.integers(1, 99), balanced),
        max_size=4,
    )
)
def test_whatever_balances_is_read_back(pieces: list[tuple[str, int, str]]) -> None:
    text = "".join(f"{before}{{{{c{number}::{answer}}}}}" for before, number, answer in pieces)

    assert read(text) == [(number, answer, "") for _before, number, answer in pieces]


@given(st.text(alphabet="{}c1:`$\\ a\n", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        deletions = parse(text)
    except ClozeError:
        return
    for deletion in deletions:
        assert text[deletion.start : deletion.end].startswith(f"{{{{c{deletion.number:d}::")
        assert text[deletion.start : deletion.end].endswith("}}")
