"""The sections of a text find the sections that are known already."""

from itertools import pairwise
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from cards.content.markdown.alignment import Likeness, align
from cards.content.markdown.anchors import Anchor, digests_of, first_lines, last_line, share_found
from cards.content.markdown.digests import line_digest, passage_digest
from cards.content.markdown.order import in_order
from cards.content.markdown.titles import title_key


def named(*titles: str) -> list[Likeness]:
    return [Likeness((title_key(title),), (title_key(title),)) for title in titles]


def paired(known: list[Likeness], found: list[Likeness]) -> dict[int, int]:
    return align(known, found).pairs


def test_numbers_case_width_and_marks_do_not_count() -> None:
    assert title_key("1.2  ＢＮ（Batch-Norm）") == title_key("3. bn batchnorm")
    assert title_key("一、卷积") == title_key("卷积")


def test_either_language_finds_its_section() -> None:
    known, found = [], []
    for n in range(1000):
        known += [Likeness((f"same {n}",)), Likeness((f"{n}" + "a" * 195,))]
        found += [Likeness((f"same {n}",)), Likeness(("a" * 195 + f"{n}",))]
    before = process_time()
    assert len(align(known, found).pairs) == 2000
    assert process_time() - before < 10


def test_what_others_have_overtaken_has_moved() -> None:
    found = align(named("A", "B", "C", "D"), named("B", "C", "D", "A"))
    assert found.moved == {0}


@given(st.lists(st.integers(0, 20), max_size=25))
def test_a_longest_rising_run_is_found(values: list[int]) -> None:
    places = in_order(values)
    run = [values[place] for place in places]
    assert places == sorted(places)
    assert all(one < other for one, other in pairwise(run))
    best = [1] * len(values)
    for place, value in enumerate(values):
        best[place] = 1 + max((best[p] for p in range(place) if values[p] < value), default=0)
    assert len(run) == max(best, default=0)


TITLES = st.lists(
    st.sampled_from(["A", "B", "CNN basics", "CNN basic", "卷积", "卷积层"]), max_size=8
)


@given(TITLES, TITLES)
def test_nothing_is_paired_twice_and_the_same_text_pairs_wholly(
    known: list[str], found: list[str]
) -> None:
    pairs = paired(named(*known), named(*found))
    assert len(set(pairs.values())) == len(pairs)
    assert paired(named(*known), named(*known)) == {place: place for place in range(len(known))}


def anchors(*lines: str) -> list[Anchor]:
    return [
        Anchor(line, number, number, line_digest(line), line_digest(line))
        for number, line in enumerate(lines, 1)
    ]


def test_anchors_find_lines_that_were_moved_down() -> None:
    found = first_lines(anchors("a", "b"), digests_of(["new", "a", "", "  b "]))
    assert found == {"a": 2, "b": 4}


def test_a_line_that_stands_there_twice_is_taken_between_its_neighbours() -> None:
    known = anchors("a", "x", "b")
    assert first_lines(known, digests_of(["x", "a", "x", "b", "x"]))["x"] == 3


def test_a_section_ends_at_its_last_line_or_else_where_the_next_begins() -> None:
    anchor = Anchor("a", 1, 2, line_digest("a"), line_digest("end"))
    assert last_line(anchor, 1, 4, digests_of(["a", "end", "more", "more"])) == 2
    assert last_line(anchor, 1, 4, digests_of(["a", "END", "more", "more"])) == 4


def test_the_share_of_anchors_in_a_text() -> None:
    assert share_found(anchors("a", "b", "c", "d"), digests_of(["a", "b"])) == 0.5
    assert share_found([], {}) == 0


def test_white_space_does_not_change_a_passage() -> None:
    assert passage_digest(["a  b", "", "c"]) == passage_digest([" a b ", "c "])
    assert passage_digest(["a b"]) != passage_digest(["ab"])
