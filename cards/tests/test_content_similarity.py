"""Which questions count as likely doubles."""

import pytest

from cards.content.similarity import THRESHOLD, probes, similar_pairs, similarity, trigrams

TEXTS = [
    "Which statistics does batch norm use at test time?",
    "Why do residual connections help?",
    "Which statistics does Batch-Norm use at the test time",
    "批归一化在测试时使用哪些统计量？",
    "批归一化在推理时使用哪些统计量？",
    "",
]


def test_only_likely_doubles_are_paired_with_their_similarity() -> None:
    pairs = list(similar_pairs(TEXTS))
    assert [(one, other) for one, other, _ in pairs] == [(0, 2)]
    assert pairs[0][2] == pytest.approx(similarity(trigrams(TEXTS[0]), trigrams(TEXTS[2])))


def test_pairs_are_those_that_comparing_each_with_each_finds() -> None:
    texts = [f"What does layer {n} do with input {n % 7}?" for n in range(40)]
    grams = [trigrams(text) for text in texts]
    slow = {
        (one, other)
        for other in range(40)
        for one in range(other)
        if similarity(grams[one], grams[other]) >= THRESHOLD
    }
    assert slow
    assert {(one, other) for one, other, _ in similar_pairs(texts)} == slow


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Why ReLU?", "why relu"),
        ("步长是２", "步长是 2"),
        ("It has {{c1::three::how many}} layers", "It has {{c2::three}} layers."),
    ],
)
def test_case_width_and_markup_make_no_difference(one: str, other: str) -> None:
    assert similarity(trigrams(one), trigrams(other)) == 1


def test_texts_with_nothing_in_common_and_empty_ones_are_not_alike() -> None:
    assert similarity(trigrams("abc"), trigrams("xyz")) == 0
    assert similarity(trigrams(""), trigrams("xyz")) == 0


def test_probes_are_the_longest_words_and_pieces_of_chinese() -> None:
    assert probes("Why does {{c1::normalization}} need $x$ statistics?")[:2] == [
        "normalization",
        "statistics",
    ]
    assert probes("批归一化在测试时") == ["批归一", "化在测", "试时"]
    assert probes("") == []
