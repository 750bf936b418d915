# ruff: noqa: S608 -- statements are put together from constants; every value is a parameter
"""Cards that the learner never answered: the next one, and how many there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections

from cards.models import Document, Profile
from cards.rows import Columns
from cards.scheduling.selection import (
    PROBE,
    in_list,
    not_held_back,
    not_in_list,
    rows,
    within_document,
)
from cards.scheduling.standing import Standing

_DOCUMENT = Columns(Document, "document")

# Before the place of every card.
_FIRST = -(2**62)

_PLACE = """(
    SELECT place."order" FROM cards_newcardcursor AS place
    WHERE place.learner_id = %(learner)s AND place.document_id = document.id
)"""

_IN_ORDER = 'ORDER BY card."order", card.id'

# A cloze text has fewer deletions than this on average: so many cards suffice to find the groups.
_CARDS_PER_GROUP = 10


@dataclass(frozen=True, slots=True)
class NewCards:
    """The new cards of one document: the first of them, and how many there are."""

    document: Document
    first: int | None
    count: int


def new_cards(standing: Standing, limit: int, planned: Collection[int]) -> dict[int, NewCards]:
    """Return the new cards of each studied document by its id, in site order.

    They are counted up to `limit`: siblings once, and none of the sibling groups `planned`.
    """
    free = not_in_list(standing.sibling_group, "planned")
    found = rows(
        standing,
        f"""SELECT {_DOCUMENT},
                (SELECT card.id {_new_of_document(standing)} {_IN_ORDER} LIMIT 1),
                (SELECT COUNT(*) FROM ({_new_groups(standing, free)}) AS counted)
            FROM cards_document AS document WHERE {in_list("document.id", "documents")}""",
        limit=limit,
        cards=limit * _CARDS_PER_GROUP,
        planned=planned,
    )
    by_document = {}
    for *columns, first, count in found:
        document = _DOCUMENT.read(columns, connections[DEFAULT_DB_ALIAS])
        assert document is not None  # noqa: S101 - no outer join
        by_document[document.pk] = NewCards(document, first, count)
    return {
        document: by_document[document]
        for document in standing.documents
        if document in by_document
    }


def next_new_card(standing: Standing, available: Mapping[int, NewCards]) -> int | None:
    """Return the id of the next new card of those `available`, in site order.

    The document from which the fewest cards were introduced today comes first, then its position.
    """
    turns = [(standing.introduced[pk], new.first) for pk, new in available.items() if new.first]
    return min(turns, key=lambda turn: turn[0], default=(0, None))[1]


def _new_groups(standing: Standing, free: str) -> str:
    """Up to ``limit`` sibling groups of a document that have a new card and are `free`."""
    if standing.profile.sibling_rule == Profile.SiblingRule.SECTION:
        # A section may be long, so its cards are not walked over: one new card is enough.
        return f"""SELECT 1 FROM cards_section AS chapter WHERE chapter.document_id = document.id
            AND EXISTS (
                SELECT 1 {_new_of_document(standing, free)} AND card.section_id = chapter.id
                {PROBE}
            ) LIMIT %(limit)s"""
    return f"""SELECT DISTINCT sibling_group FROM (
            SELECT {standing.sibling_group} AS sibling_group {_new_of_document(standing, free)}
            {_IN_ORDER} LIMIT %(cards)s
        ) AS next_cards LIMIT %(limit)s"""


def _new_of_document(standing: Standing, condition: str = "TRUE") -> str:
    """The new cards of a document, from the learner's place in it on.

    Exercises are not dealt: a learner begins one by choosing it, and then it comes due.
    """
    # In one CASE, because PostgreSQL halves its estimate for each condition that it cannot see
    # through, and for few rows it would rather sort all cards than walk along the index.
    return f"""FROM cards_card AS card
        WHERE card.document_id = document.id AND card.state = 'published'
            AND card."order" >= COALESCE({_PLACE}, {_FIRST})
            AND CASE WHEN card.kind <> 'exercise' AND NOT EXISTS (
                SELECT 1 FROM cards_schedule AS schedule
                WHERE schedule.learner_id = %(learner)s AND schedule.card_id = card.id
                    AND (schedule.due_day IS NOT NULL OR schedule.suspended
                        OR schedule.buried_until > %(today)s)
                {PROBE}
            ) AND {condition} AND {not_held_back(standing)} AND {within_document(standing)}
            THEN TRUE ELSE FALSE END"""
