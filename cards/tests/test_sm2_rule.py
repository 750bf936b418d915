"""SM-2 gives the intervals that its text and its author's own programme give."""

import pytest

from cards.scheduling.sm2 import Memory, answer


@pytest.mark.parametrize(
    ("grades", "intervals", "ef"),
    [
        ([4] * 6, [1, 6, 15, 38, 95, 238], 250),
        ([5] * 7, [1, 6, 17, 48, 140, 420, 1302], 320),
        ([3] * 8, [1, 6, 14, 30, 59, 107, 178, 271], 138),
        ([5, 5, 5, 2, 4, 4, 4], [1, 6, 17, 1, 1, 6, 17], 280),
        ([4, 4, 3, 5, 1, 5, 5, 5], [1, 6, 15, 36, 1, 1, 6, 16], 276),
    ],
)
def test_known_histories_give_known_intervals(
    grades: list[int], intervals: list[int], ef: int
) -> None:
    memory = Memory()
    seen = []
    for grade in grades:
        memory = answer(memory, grade)
        seen.append(memory.interval)
    assert (seen, memory.ef) == (intervals, ef)
