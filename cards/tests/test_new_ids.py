"""Ids for what people make on this site are new, and quickly found."""

from time import process_time

from cards.content.new_ids import FreeIds


def test_an_id_that_is_taken_is_counted_on() -> None:
    ids = FreeIds(["a", "a-2", "b"])
    assert [ids.take(name) for name in ("a", "a", "b", "c", "a-3")] == [
        "a-3", "a-4", "b-2", "c", "a-3-2",
    ]  # fmt: skip


def test_thousands_of_one_name_are_found_at_once() -> None:
    before = process_time()
    ids = FreeIds([])
    assert len({ids.take("example") for _again in range(50_000)}) == 50_000
    assert process_time() - before < 10
