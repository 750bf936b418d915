# ruff: noqa: S608 -- statements are put together from constants; every value is a parameter
"""Cards learnt before that may be shown today: due ones and drill, in the order of showing.

The statements read narrow rows and stop early; whoever shows a card then reads that one card.
"""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

from cards.scheduling.selection import PROBE, not_held_back, rows, studied
from cards.scheduling.standing import Standing

_ALL = 2**31 - 1
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

# The index alone gives and sorts these rows. With a limit both databases keep their order while
# the cards are looked at one by one, until there are enough.
_ALL_DUE = f"""(
    SELECT schedule.card_id, schedule.due_day FROM cards_schedule AS schedule
    WHERE {_AWAKE} AND schedule.due_day <= %(today)s
    ORDER BY {_DUE_ORDER} LIMIT {_ALL} OFFSET 0
)"""


def due_cards(standing: Standing) -> Iterator[tuple[Any, ...]]:
    """Yield (card id, document id, due day, sibling group) of what may be shown as due.

    Siblings that will be held back once an earlier one is answered are among them.
    """
    may_be_shown = f"{studied(standing)} AND {not_held_back(standing)} {PROBE}"
    return rows(
        standing,
        f"""SELECT due.card_id, {_of_card("due", "card.document_id")}, due.due_day,
                {_of_card("due", standing.sibling_group)}
            FROM {_ALL_DUE} AS due WHERE EXISTS {_of_card("due", "1", may_be_shown)}
            LIMIT {_ALL}""",
        factor=crc32(f"{standing.profile.pk}/{standing.day}".encode()) % (_MERSENNE_PRIME - 1) + 1,
    )


def drill_cards(standing: Standing) -> Iterator[tuple[Any, ...]]:
    """Yield (card id, document id) of cards graded below four, the longest waiting first.

    A card that is due again is shown as due.
    """
    # The plus sign keeps SQLite from reading all that is due later by the index on due days.
    return rows(
        standing,
        f"""SELECT schedule.card_id, {_of_card("schedule", "card.document_id")}
            FROM cards_schedule AS schedule
            WHERE {_AWAKE} AND schedule.drilling AND +schedule.due_day > %(today)s
                AND EXISTS {_of_card("schedule", "1", f"{studied(standing)} {PROBE}")}
            ORDER BY schedule.updated_at, schedule.card_id""",
    )


def _of_card(table: str, expression: str, condition: str = "TRUE") -> str:
    """Something of a row's card: a probe, so that no database starts with all the cards."""
    return f"""(
        SELECT {expression} FROM cards_card AS card
        WHERE card.id = {table}.card_id AND {condition}
    )"""
