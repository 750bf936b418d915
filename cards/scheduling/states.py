"""What an answer does to a learner's state on a card: one pure rule for buttons and answers."""

from dataclasses import dataclass, replace

from cards.scheduling.sm2 import EF_START, PASSING_GRADE, Memory, answer, needs_drill


@dataclass(frozen=True, slots=True)
class State:
    """The part of a schedule that answers change. Days are learner's days."""

    repetitions: int = 0
    interval: int = 0
    ef: int = EF_START
    due_day: int | None = None
    last_day: int | None = None
    lapses: int = 0
    drilling: bool = False
    leech: bool = False


def next_state(state: State, grade: int, *, drill: bool, today: int, leech_lapses: int) -> State:
    """Return the state after an answer of `grade` given `today`.

    A drill answer only decides whether the drill goes on. `leech_lapses` is the number of lapses
    that makes a leech, 0 for never. Raises ValueError for a grade that is not 0 to 5.
    """
    memory = answer(Memory(state.repetitions, state.interval, state.ef), grade)
    if drill:
        return replace(state, drilling=needs_drill(grade))
    lapsed = grade < PASSING_GRADE and state.repetitions > 0
    lapses = state.lapses + lapsed
    # A learner who travels west may live through the same day again: it is not counted twice.
    day = max(today, today if state.last_day is None else state.last_day)
    return State(
        repetitions=memory.repetitions,
        interval=memory.interval,
        ef=memory.ef,
        due_day=day + memory.interval,
        last_day=day,
        lapses=lapses,
        drilling=needs_drill(grade),
        leech=state.leech or (lapsed and strikes_leech(lapses, leech_lapses)),
    )


def strikes_leech(lapses: int, leech_lapses: int) -> bool:
    """Whether this very lapse calls for action: at the threshold and every half of it after."""
    if leech_lapses == 0 or lapses < leech_lapses:
        return False
    return (lapses - leech_lapses) % max(1, (leech_lapses + 1) // 2) == 0
