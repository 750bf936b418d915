"""A change of a card reads as what went and what came."""

from hypothesis import given
from hypothesis import strategies as st

from cards.content.differences import Segment, changes_between, compare

OLD = {"kind": "basic", "tags": ["sgd"], "texts": {"en": {"front": "Who wrote it?"}}}


def test_only_the_word_that_differs_is_marked() -> None:
    assert list(compare("Who wrote it?", "Who drew it?")) == [
        Segment("same", "Who "),
        Segment("removed", "wrote"),
        Segment("added", "drew"),
        Segment("same", " it?"),
    ]


def test_chinese_is_compared_by_character() -> None:
    assert Segment("removed", "方") in compare("方差很大", "偏差很大")


def test_fields_that_stayed_are_left_out() -> None:
    changes = changes_between(OLD, {**OLD, "tags": ["sgd", "formula"]})
    assert [change.label for change in changes] == ["tags"]
    assert Segment("added", "\nformula") in changes[0].segments


def test_a_text_is_named_with_its_language() -> None:
    changed = {**OLD, "texts": {"en": {"front": "Who?"}}}
    assert [change.label for change in changes_between(OLD, changed)] == ["English: front"]


def test_everything_of_a_new_card_is_added() -> None:
    kinds = {s.kind for change in changes_between({}, OLD) for s in change.segments}
    assert kinds == {"added"}


def test_a_field_that_vanished_is_told() -> None:
    changes = changes_between(OLD, {"kind": "basic", "tags": ["sgd"], "texts": {}})
    assert [s.kind for s in changes[0].segments] == ["removed"]


@given(st.text(), st.text())
def test_both_texts_can_be_read_back_from_the_segments(before: str, after: str) -> None:
    segments = list(compare(before, after))
    assert "".join(s.text for s in segments if s.kind != "added") == before
    assert "".join(s.text for s in segments if s.kind != "removed") == after
