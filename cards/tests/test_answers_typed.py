"""Typed answers are right however they are typed, and a wrong one shows where it differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.answers import AnswerTooLong, Segment, check_typed


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("BatchNorm", "BatchNorm"),
        ("batchnorm", "BatchNorm"),
        ("batch norm", "BatchNorm"),
        ("Batch-Norm", "batch_norm"),
        ("  batch\tnorm\n", "BatchNorm"),
        ("batch norm.", "BatchNorm"),
        ("批归一化。", "批归一化"),
        ("“批归一化”！", "批归一化"),
        ("ＢａｔｃｈＮｏｒｍ", "BatchNorm"),
        ("Ｂ Ａ　Ｄ Ｃ", "BADC"),
        ("機器學習", "机器学习"),
        ("B, A, D, C", "BADC"),
        ("b→a→d→c", "BADC"),
        ("B、A、D、C。", "BADC"),
        ("B -> A -> D -> C", "BADC"),
        ("机器学习", "機器學習"),
        ("梯度爆炸", "梯度爆炸"),
        ("STRASSE", "Straße"),
        ("cafe\u0301", "café"),
        ("ﬁne-tuning", "fine tuning"),
        ("7×7", "7×7"),
        ("C++", "c++"),
        ("K‑means", "k-means"),
        ("ℝ", "R"),
        ("zero\u200bwidth", "zerowidth"),
        ("...", "..."),
    ],
)
def test_how_it_is_typed_makes_no_difference(typed: str, accepted: str) -> None:
    check = check_typed(typed, [accepted])

    assert check.correct
    assert check.segments == (Segment(accepted, "same"),)


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("B, D, A, C", "BADC"),
        ("1,998", "1998"),
        ("a, b", "a b"),
        ("C", "C++"),
        ("batch norms", "BatchNorm"),
        ("层归一化", "批归一化"),
        ("a.b", "ab"),
        ("", "BatchNorm"),
        ("-", "BatchNorm"),
        ("。", "BatchNorm"),
        ("", ""),
        ("1.5", "15"),
    ],
)
def test_another_word_is_wrong(typed: str, accepted: str) -> None:
    assert not check_typed(typed, [accepted]).correct


def test_every_accepted_form_is_right_and_the_closest_is_compared() -> None:
    forms = ["批归一化", "BatchNorm", "batch normalization"]

    assert all(check_typed(form, forms).correct for form in forms)
    assert check_typed("batch normalisation", forms).closest == "batch normalization"
    assert check_typed("批量归一化", forms).closest == "批归一化"


def test_the_difference_is_told_letter_by_letter() -> None:
    check = check_typed("Batch normalisatin", ["batch normalization"])

    assert check.segments == (
        Segment("Batch normali", "same"),
        Segment("s", "extra"),
        Segment("z", "missing"),
        Segment("ati", "same"),
        Segment("o", "missing"),
        Segment("n", "same"),
    )


def test_an_accent_stays_with_its_letter() -> None:
    check = check_typed("x\u0323y", ["xy"])

    assert check.segments == (
        Segment("x\u0323", "extra"),
        Segment("x", "missing"),
        Segment("y", "same"),
    )


def test_long_answers_are_compared_as_wholes() -> None:
    check = check_typed("ab" * 500, ["ba" * 101])

    assert check.segments == (Segment("ab" * 500, "extra"), Segment("ba" * 101, "missing"))


def test_an_answer_beyond_two_thousand_characters_is_refused() -> None:
    assert not check_typed("a" * 2000, ["b"]).correct
    with pytest.raises(AnswerTooLong):
        check_typed("a" * 2001, ["b"])


words = st.text(alphabet="abcABC ·-é中機机。“x\u0301\u200d", max_size=12)


@given(words, st.lists(words, min_size=1, max_size=3))
def test_the_segments_put_both_texts_together_again(typed: str, accepted: list[str]) -> None:
    check = check_typed(typed, accepted)
    wanted = "".join(s.text for s in check.segments if s.kind == "missing" or s.kind == "same")
    extra = [s.text for s in check.segments if s.kind == "extra"]

    assert check.closest in accepted
    if check.correct:
        assert wanted == check.closest
    assert sum(map(len, extra)) <= len(typed) * 3


@given(words)
def test_a_word_is_always_right_for_itself_in_any_width_and_case(word: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)

    assert check_typed(word, [word]).correct == check_typed(wide.upper(), [word]).correct
    assert check_typed(word, [word]).correct or not any(c.isalnum() for c in word)
