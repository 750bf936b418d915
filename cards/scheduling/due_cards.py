# ruff: noqa: S608 -- statements are put together from constants; every value is a parameter
"""Cards learnt before that may be shown today: due ones and drill, in the order of showing.

The statements read narrow rows and stop early; whoever shows a card then reads that one card.
"""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

from cards.models import Card, Profile, Review
from cards.scheduling.selection import PROBE, STUDIED, not_held_back, rows, sibling_group

ALL = 2**31 - 1
_MERSENNE_PRIME = 2**31 - 1

_AWAKE = """
    schedule.learner_id = %(learner)s AND NOT schedule.suspended
    AND (schedule.buried_until IS NULL OR schedule.buried_until <= %(today)s)
"""

# Overdue first, by how late they are for their interval; those due today are mixed. Multiplying
# modulo a prime is a permutation of the ids, the same all day, that any database can do.
_DUE_ORDER = f"""
    CAST(%(today)s - schedule.due_day AS double precision) / schedule.interval DESC,
    schedule.due_day,
    CASE WHEN schedule.due_day = %(today)s
        THEN schedule.card_id * %(factor)s %% {_MERSENNE_PRIME} ELSE 0 END,
    schedule.card_id
"""


def due_cards(profile: Profile, today: int, limit: int = ALL) -> Iterator[tuple[Any, ...]]:
    """Yield (schedule id, document id, due day, sibling group) of what may be shown as due.

    Siblings that will be held back once an earlier one is answered are among them.
    """
    return rows(
        profile,
        today,
        f"""SELECT schedule.id, {_of_card("card.document_id")}, schedule.due_day,
                {_of_card(sibling_group(profile))}
            FROM cards_schedule AS schedule
            WHERE {_AWAKE} AND schedule.due_day <= %(today)s
                AND EXISTS {_of_card("1", f"{STUDIED} AND {not_held_back(profile)} {PROBE}")}
            ORDER BY {_DUE_ORDER} LIMIT %(limit)s""",
        factor=crc32(f"{profile.pk}/{today}".encode()) % (_MERSENNE_PRIME - 1) + 1,
        limit=limit,
    )


def drill_cards(profile: Profile, today: int, limit: int = ALL) -> Iterator[tuple[Any, ...]]:
    """Yield (schedule id, document id) of cards graded below four, the longest waiting first.

    A card that is due again is shown as due.
    """
    # The plus sign keeps SQLite from reading all that is due later by the index on due days.
    return rows(
        profile,
        today,
        f"""SELECT schedule.id, {_of_card("card.document_id")}
            FROM cards_schedule AS schedule
            WHERE {_AWAKE} AND schedule.drilling AND +schedule.due_day > %(today)s
                AND EXISTS {_of_card("1", f"{STUDIED} {PROBE}")}
            ORDER BY schedule.updated_at, schedule.card_id LIMIT %(limit)s""",
        limit=limit,
    )


def may_be_answered(profile: Profile, card: Card, phase: Review.Phase, today: int) -> bool:
    """Whether `card` is studied and no sibling holds it back.

    In drill no card is held back, nor an exercise ever: by then the learner has solved it.
    """
    free = phase == Review.Phase.DRILL or card.kind == Card.Kind.EXERCISE
    held = "" if free else f"AND {not_held_back(profile)}"
    statement = f"SELECT 1 FROM cards_card AS card WHERE card.id = %(card)s AND {STUDIED} {held}"
    return any(rows(profile, today, statement, card=card.pk))


def _of_card(expression: str, condition: str = "TRUE") -> str:
    """Something of a schedule's card: a probe, so that no database starts with all the cards."""
    return f"""(
        SELECT {expression} FROM cards_card AS card
        WHERE card.id = schedule.card_id AND {condition}
    )"""
