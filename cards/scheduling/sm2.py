"""SM-2 (P. A. Wozniak, "Optimization of learning", 1990, section 3.2), exactly and without floats.

The easiness factor is kept in whole hundredths, so that intervals never come out a day off.
Where the text is silent the author's own SuperMemo 2 programme is followed: the factor held
*before* an answer multiplies the interval, and a fail leaves the factor alone.
"""

from dataclasses import dataclass

EF_START = 250
EF_FLOOR = 130
INTERVAL_CAP = 36_500
PASSING_GRADE = 3
DRILL_UNTIL_GRADE = 4
GRADES = range(6)

_FIRST_INTERVAL = 1
_SECOND_INTERVAL = 6
# EF' = EF + (0.1 - (5 - q)(0.08 + (5 - q) 0.02)) in hundredths, for each passing grade q.
_EF_CHANGE = {3: -14, 4: 0, 5: 10}


@dataclass(frozen=True, slots=True)
class Memory:
    """What SM-2 remembers of a card: passes in a row, interval in days, EF in hundredths."""

    repetitions: int = 0
    interval: int = 0
    ef: int = EF_START


def answer(memory: Memory, grade: int) -> Memory:
    """Return the memory after an answer of `grade` (0 blackout … 5 perfect).

    Raises ValueError for any other grade.
    """
    if grade not in GRADES:
        raise ValueError(f"a grade is a whole number from 0 to 5, not {grade!r}")
    if grade < PASSING_GRADE:
        return Memory(repetitions=0, interval=_FIRST_INTERVAL, ef=memory.ef)
    return Memory(
        repetitions=memory.repetitions + 1,
        interval=_next_interval(memory),
        ef=max(EF_FLOOR, memory.ef + _EF_CHANGE[grade]),
    )


def needs_drill(grade: int) -> bool:
    """Step 7: an item graded below four is repeated on the same day until it scores four."""
    return grade < DRILL_UNTIL_GRADE


def _next_interval(memory: Memory) -> int:
    if memory.repetitions == 0:
        return _FIRST_INTERVAL
    if memory.repetitions == 1:
        return _SECOND_INTERVAL
    rounded_up = -(-memory.interval * memory.ef // 100)
    return min(INTERVAL_CAP, rounded_up)
