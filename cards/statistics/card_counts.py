# ruff: noqa: S608 -- statements are put together from constants; every value is a parameter
"""How far a learner has come with the cards of each document, and of each of its sections.

Mature are, as in Anki, cards whose interval has reached three weeks.
"""

from operator import add
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import connection

from cards.models import Document

MATURE_DAYS = 21


class CardCounts(NamedTuple):
    """Published cards. Each is new, learning, mature or suspended; some of them are due today.

    Coding exercises are among the cards, and counted on their own as well.
    """

    new: int = 0
    learning: int = 0
    mature: int = 0
    suspended: int = 0
    due: int = 0
    exercises: int = 0

    @property
    def total(self) -> int:
        return self.new + self.learning + self.mature + self.suspended

    def plus(self, other: "CardCounts") -> "CardCounts":
        if self is NOTHING:
            return other
        return self if other is NOTHING else CardCounts._make(map(add, self, other))


NOTHING = CardCounts()

# A suspended card is nothing else. What a learner has left out by its tag is not due.
_COUNTS = f"""
    COUNT(CASE WHEN schedule.due_day IS NULL AND NOT COALESCE(schedule.suspended, FALSE)
        THEN 1 END),
    COUNT(CASE WHEN schedule.interval < {MATURE_DAYS} AND schedule.due_day IS NOT NULL
        AND NOT schedule.suspended THEN 1 END),
    COUNT(CASE WHEN schedule.interval >= {MATURE_DAYS} AND NOT schedule.suspended THEN 1 END),
    COUNT(CASE WHEN schedule.suspended THEN 1 END),
    COUNT(CASE WHEN schedule.due_day <= %(today)s AND NOT schedule.suspended
        AND COALESCE(schedule.buried_until, 0) <= %(today)s
        AND NOT EXISTS (
            SELECT 1 FROM cards_profile_skipped_tags AS skip
            JOIN cards_card_tags AS tagged ON tagged.tag_id = skip.tag_id
            WHERE skip.profile_id = %(learner)s
                AND tagged.card_id = COALESCE(card.lead_id, card.id)
        ) THEN 1 END),
    COUNT(CASE WHEN card.kind = 'exercise' THEN 1 END)
"""
_OF_SCHEDULES = """
    LEFT JOIN cards_schedule AS schedule
        ON schedule.card_id = card.id AND schedule.learner_id = %(learner)s
"""
_BY_SECTION = f"""
    SELECT card.section_id, {_COUNTS} FROM cards_card AS card {_OF_SCHEDULES}
    WHERE card.document_id = %(document)s AND card.state = 'published'
    GROUP BY card.section_id
"""
_BY_DOCUMENT = f"""
    SELECT card.document_id, {_COUNTS} FROM cards_card AS card {_OF_SCHEDULES}
    WHERE card.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM cards_section AS section
        WHERE section.id = card.section_id AND section.retired
    )
    GROUP BY card.document_id
"""


def counts_by_section(learner: User, document: Document, *, day: int) -> dict[int, CardCounts]:
    """Count the cards of each section of `document`, without those beneath it, in one query.

    Sections without a published card are missing.
    """
    return _counts(_BY_SECTION, {"learner": learner.pk, "document": document.pk, "today": day})


def counts_by_document(learner: User, *, day: int) -> dict[int, CardCounts]:
    """Count the cards of each document in one query; those without a published card are missing."""
    return _counts(_BY_DOCUMENT, {"learner": learner.pk, "today": day})


def _counts(statement: str, parameters: dict[str, int]) -> dict[int, CardCounts]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {pk: CardCounts(*counts) for pk, *counts in cursor.fetchall()}
