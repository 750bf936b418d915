# ruff: noqa: S608 -- statements are put together from constants; every value is a parameter
"""What may be shown today: due, new and drill, each in the order of showing.

The statements read narrow rows and stop early; whoever shows a card then reads that one card.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db import connection

from cards.models import Card, Profile, Review
from cards.scheduling.selection import STUDIED, STUDIED_DOCUMENT, not_held_back, sibling_group

ALL = 2**31 - 1
FIRST_PLACE = -(2**62)
_MERSENNE_PRIME = 2**31 - 1

# CROSS JOIN keeps SQLite from starting with the cards, of which there may be a million.
_SCHEDULED = f"""
    FROM cards_schedule AS schedule CROSS JOIN cards_card AS card
    WHERE card.id = schedule.card_id AND schedule.learner_id = %(learner)s
        AND NOT schedule.suspended
        AND (schedule.buried_until IS NULL OR schedule.buried_until <= %(today)s)
        AND {STUDIED}
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

_PLACE = """(
    SELECT place."order" FROM cards_newcardcursor AS place
    WHERE place.learner_id = %(learner)s AND place.document_id = document.id
)"""

_NEW_OF_DOCUMENT = f"""
    FROM cards_card AS card
    WHERE card.document_id = document.id
        AND card."order" >= COALESCE({_PLACE}, {FIRST_PLACE})
        AND NOT EXISTS (
            SELECT 1 FROM cards_schedule AS schedule
            WHERE schedule.learner_id = %(learner)s AND schedule.card_id = card.id
                AND (schedule.due_day IS NOT NULL OR schedule.suspended
                    OR schedule.buried_until > %(today)s)
        )
        AND {STUDIED}
"""

_INTRODUCED = """(
    SELECT COUNT(*) FROM cards_review AS answer JOIN cards_card AS card ON card.id = answer.card_id
    WHERE answer.learner_id = %(learner)s AND answer.day = %(today)s AND answer.phase = 'new'
        AND answer.undone_at IS NULL AND card.document_id = document.id
)"""

# A cloze text has fewer deletions than this on average: so many cards suffice to find the groups.
_CARDS_PER_GROUP = 10


@dataclass(frozen=True, slots=True)
class DaySoFar:
    """Today's answers that were not undone; whether every studied document has a cursor."""

    new: int
    reviews: int
    drill: int
    all_placed: bool


def due_cards(
    profile: Profile, today: int, limit: int = ALL
) -> Iterator[tuple[int, int, int, int]]:
    """Yield (schedule id, document id, due day, sibling group) of what may be shown as due.

    Siblings that will be held back once an earlier one is answered are among them.
    """
    return _rows(
        f"""SELECT schedule.id, card.document_id, schedule.due_day, {sibling_group(profile)}
            {_SCHEDULED} AND schedule.due_day <= %(today)s AND {not_held_back(profile)}
            ORDER BY {_DUE_ORDER} LIMIT %(limit)s""",
        learner=profile.pk,
        today=today,
        factor=crc32(f"{profile.pk}/{today}".encode()) % (_MERSENNE_PRIME - 1) + 1,
        limit=limit,
    )


def drill_cards(profile: Profile, today: int, limit: int = ALL) -> Iterator[tuple[int, int]]:
    """Yield (schedule id, document id) of cards graded below four, the longest waiting first.

    A card that is due again is shown as due.
    """
    # The plus sign keeps SQLite from reading all that is due later by the index on due days.
    return _rows(
        f"""SELECT schedule.id, card.document_id {_SCHEDULED}
            AND schedule.drilling AND +schedule.due_day > %(today)s
            ORDER BY schedule.updated_at, schedule.card_id LIMIT %(limit)s""",
        learner=profile.pk,
        today=today,
        limit=limit,
    )


def next_new_card(profile: Profile, today: int) -> Iterator[tuple[int, int | None]]:
    """Yield (card id, schedule id or None) of the next new card, or nothing.

    The document from which the fewest cards were introduced today comes first, then its position.
    """
    return _rows(
        f"""WITH turn AS MATERIALIZED (
                SELECT document.id, document.position, {_INTRODUCED} AS introduced,
                    (SELECT card.id {_NEW_OF_DOCUMENT} AND {not_held_back(profile)}
                     ORDER BY card."order", card.id LIMIT 1) AS card_id
                FROM cards_document AS document WHERE {STUDIED_DOCUMENT}
            )
            SELECT turn.card_id, schedule.id FROM turn
            LEFT JOIN cards_schedule AS schedule
                ON schedule.learner_id = %(learner)s AND schedule.card_id = turn.card_id
            WHERE turn.card_id IS NOT NULL
            ORDER BY turn.introduced, turn.position, turn.id LIMIT 1""",
        learner=profile.pk,
        today=today,
    )


def new_by_document(
    profile: Profile, today: int, limit: int, planned: Collection[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield (document id, new cards, introduced today) of the studied documents, in site order.

    New cards are counted up to `limit`: siblings once, and none of the sibling groups `planned`.
    """
    parameters = {f"planned{place}": group for place, group in enumerate(planned)}
    taken = f"({', '.join(f'%({name})s' for name in parameters) or 'NULL'})"
    return _rows(
        f"""SELECT document.id, (SELECT COUNT(*) FROM ({_new_groups(profile, taken)}) AS counted),
                {_INTRODUCED}
            FROM cards_document AS document WHERE {STUDIED_DOCUMENT}
            ORDER BY document.position, document.id""",
        learner=profile.pk,
        today=today,
        limit=limit,
        cards=limit * _CARDS_PER_GROUP,
        **parameters,
    )


def _new_groups(profile: Profile, taken: str) -> str:
    """Up to ``limit`` sibling groups of a document that have a new card and are not `taken`."""
    free = f"{not_held_back(profile)} AND ({sibling_group(profile)} IN {taken}) IS NOT TRUE"
    if profile.sibling_rule == Profile.SiblingRule.SECTION:
        # A section may be long, so its cards are not walked over: one new card is enough.
        return f"""SELECT 1 FROM cards_section AS chapter WHERE chapter.document_id = document.id
            AND EXISTS (SELECT 1 {_NEW_OF_DOCUMENT} AND card.section_id = chapter.id AND {free})
            LIMIT %(limit)s"""
    return f"""SELECT DISTINCT sibling_group FROM (
            SELECT {sibling_group(profile)} AS sibling_group {_NEW_OF_DOCUMENT} AND {free}
            ORDER BY card."order", card.id LIMIT %(cards)s
        ) AS next_cards LIMIT %(limit)s"""


def day_so_far(profile: Profile, today: int) -> DaySoFar:
    """Return what the learner has answered today, and whether new cards are found quickly."""
    rows = dict(
        _rows(
            f"""SELECT phase, COUNT(*) FROM cards_review
                WHERE learner_id = %(learner)s AND day = %(today)s AND undone_at IS NULL
                GROUP BY phase
                UNION ALL
                SELECT 'unplaced', COUNT(*) FROM cards_document AS document
                WHERE {STUDIED_DOCUMENT} AND NOT EXISTS {_PLACE}""",
            learner=profile.pk,
            today=today,
        )
    )
    return DaySoFar(
        new=rows.get(Review.Phase.NEW, 0),
        reviews=rows.get(Review.Phase.REVIEW, 0),
        drill=rows.get(Review.Phase.DRILL, 0),
        all_placed=not rows["unplaced"],
    )


def may_be_answered(profile: Profile, card: Card, phase: Review.Phase, today: int) -> bool:
    """Whether `card` is studied and no sibling holds it back; in drill no card is held back."""
    held = "" if phase == Review.Phase.DRILL else f"AND {not_held_back(profile)}"
    found = _rows(
        f"SELECT 1 FROM cards_card AS card WHERE card.id = %(card)s AND {STUDIED} {held}",
        learner=profile.pk,
        today=today,
        card=card.pk,
    )
    return next(found, None) is not None


def _rows(statement: str, **parameters: int) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        yield from cursor
