# ruff: noqa: S608 -- statements are put together from constants; every value is a parameter
"""Cards that the learner never answered: the next one, and how many there are."""

from collections.abc import Collection, Iterator
from typing import Any

from cards.models import Profile
from cards.scheduling.selection import PROBE, STUDIED, not_held_back, rows, sibling_group

# Before the place of every card.
_FIRST = -(2**62)

PLACE = """(
    SELECT place."order" FROM cards_newcardcursor AS place
    WHERE place.learner_id = %(learner)s AND place.document_id = document.id
)"""

_INTRODUCED = """(
    SELECT COUNT(*) FROM cards_review AS answer JOIN cards_card AS card ON card.id = answer.card_id
    WHERE answer.learner_id = %(learner)s AND answer.day = %(today)s AND answer.phase = 'new'
        AND answer.undone_at IS NULL AND card.document_id = document.id
)"""

# A cloze text has fewer deletions than this on average: so many cards suffice to find the groups.
_CARDS_PER_GROUP = 10


def next_new_card(profile: Profile, today: int) -> Iterator[tuple[Any, ...]]:
    """Yield (card id, schedule id or None) of the next new card, or nothing.

    The document from which the fewest cards were introduced today comes first, then its position.
    """
    return rows(
        profile,
        today,
        f""", turn AS MATERIALIZED (
                SELECT document.id, document.position, {_INTRODUCED} AS introduced,
                    (SELECT card.id {_new_of_document(profile)}
                     ORDER BY card."order", card.id LIMIT 1) AS card_id
                FROM cards_document AS document
                WHERE document.id IN (SELECT id FROM studied_document)
            )
            SELECT turn.card_id, schedule.id FROM turn
            LEFT JOIN cards_schedule AS schedule
                ON schedule.learner_id = %(learner)s AND schedule.card_id = turn.card_id
            WHERE turn.card_id IS NOT NULL
            ORDER BY turn.introduced, turn.position, turn.id LIMIT 1""",
    )


def new_by_document(
    profile: Profile, today: int, limit: int, planned: Collection[int]
) -> Iterator[tuple[Any, ...]]:
    """Yield (document id, new cards, introduced today) of the studied documents, in site order.

    New cards are counted up to `limit`: siblings once, and none of the sibling groups `planned`.
    """
    parameters = {f"planned{place}": group for place, group in enumerate(planned)}
    taken = ", ".join(f"%({name})s" for name in parameters) or "NULL"
    free = f"({sibling_group(profile)} IN ({taken})) IS NOT TRUE"
    return rows(
        profile,
        today,
        f"""SELECT document.id, (SELECT COUNT(*) FROM ({_new_groups(profile, free)}) AS counted),
                {_INTRODUCED}
            FROM cards_document AS document
            WHERE document.id IN (SELECT id FROM studied_document)
            ORDER BY document.position, document.id""",
        limit=limit,
        cards=limit * _CARDS_PER_GROUP,
        **parameters,
    )


def _new_groups(profile: Profile, free: str) -> str:
    """Up to ``limit`` sibling groups of a document that have a new card and are `free`."""
    if profile.sibling_rule == Profile.SiblingRule.SECTION:
        # A section may be long, so its cards are not walked over: one new card is enough.
        return f"""SELECT 1 FROM cards_section AS chapter WHERE chapter.document_id = document.id
            AND EXISTS (
                SELECT 1 {_new_of_document(profile, free)} AND card.section_id = chapter.id {PROBE}
            ) LIMIT %(limit)s"""
    return f"""SELECT DISTINCT sibling_group FROM (
            SELECT {sibling_group(profile)} AS sibling_group {_new_of_document(profile, free)}
            ORDER BY card."order", card.id LIMIT %(cards)s
        ) AS next_cards LIMIT %(limit)s"""


def _new_of_document(profile: Profile, condition: str = "TRUE") -> str:
    """The new cards of a document, from the learner's place in it on.

    Exercises are not dealt: a learner begins one by choosing it, and then it comes due.
    """
    # In one CASE, because PostgreSQL halves its estimate for each condition that it cannot see
    # through, and for few rows it would rather sort all cards than walk along the index.
    return f"""FROM cards_card AS card
        WHERE card.document_id = document.id AND card.state = 'published'
            AND card."order" >= COALESCE({PLACE}, {_FIRST})
            AND CASE WHEN card.kind <> 'exercise' AND NOT EXISTS (
                SELECT 1 FROM cards_schedule AS schedule
                WHERE schedule.learner_id = %(learner)s AND schedule.card_id = card.id
                    AND (schedule.due_day IS NOT NULL OR schedule.suspended
                        OR schedule.buried_until > %(today)s)
                {PROBE}
            ) AND {condition} AND {not_held_back(profile)} AND {STUDIED} THEN TRUE ELSE FALSE END"""
