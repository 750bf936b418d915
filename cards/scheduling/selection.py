# ruff: noqa: S608 -- conditions are put together from constants; every value is a parameter
"""Which cards a learner studies, and which of them one sibling holds back for today.

These are conditions in SQL on a card called ``card``, put together into the statements of
`due_cards` and `new_cards`. They are plain SQL, the same for SQLite and PostgreSQL, because
building them from querysets took twenty times as long as running them, and because with a literal
such as ``'published'`` both databases can use a partial index.

Everything is computed when asked, from the settings and from today's answers, so that changing a
setting or undoing an answer needs nothing more. Each condition probes an index for one card or
looks into a list as short as the learner's own choices: none reads the whole collection.

Parameters: ``learner`` and ``today``.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from cards.models import Profile

# PostgreSQL never turns a subquery with an offset into a join. Joins tempt it to read all cards or
# all schedules when few are asked for; so it probes an index for each card that is looked at.
PROBE = "LIMIT 1 OFFSET 0"

STUDIED = f"""
    card.state = 'published'
    AND card.document_id IN (SELECT id FROM studied_document)
    AND card.section_id NOT IN (SELECT id FROM skipped_section)
    AND NOT EXISTS (
        SELECT 1 FROM cards_section AS section
        WHERE section.id = card.section_id AND section.retired {PROBE}
    )
    AND NOT EXISTS (
        SELECT 1 FROM cards_card_tags AS tagged
        JOIN cards_profile_skipped_tags AS skip ON skip.tag_id = tagged.tag_id
        WHERE skip.profile_id = %(learner)s AND tagged.card_id = COALESCE(card.lead_id, card.id)
        {PROBE}
    )
"""

_GROUPS = {
    Profile.SiblingRule.CLOZE: "COALESCE(card.lead_id, card.id)",
    Profile.SiblingRule.SECTION: "card.section_id",
    Profile.SiblingRule.NONE: "card.id",
}


def sibling_group(profile: Profile) -> str:
    """What the cards that are kept a day apart have in common."""
    return _GROUPS[Profile.SiblingRule(profile.sibling_rule)]


def not_held_back(profile: Profile) -> str:
    """Cards of whose group none was answered today.

    A card answered today is neither new nor due any more, so it need not be told from the others.
    """
    return f"{sibling_group(profile)} NOT IN (SELECT id FROM held_group)"


def rows(
    profile: Profile, today: int, statement: str, **parameters: int | None
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement that uses the conditions above."""
    parameters = {"learner": profile.pk, "today": today, **parameters}
    with connection.cursor() as cursor:
        cursor.execute(f"{_lists(profile)} {statement}", parameters)
        yield from cursor


def _lists(profile: Profile) -> str:
    """The lists that the conditions look into; each is read once in a statement.

    A section that is skipped takes everything beneath it along. Drill holds nothing back.
    """
    return f"""WITH RECURSIVE
        studied_document(id) AS MATERIALIZED (
            SELECT id FROM cards_document WHERE NOT retired AND id NOT IN (
                SELECT document_id FROM cards_profile_skipped_documents
                WHERE profile_id = %(learner)s
            )
        ),
        skipped_section(id) AS (
            SELECT section_id FROM cards_profile_skipped_sections WHERE profile_id = %(learner)s
            UNION
            SELECT section.id FROM cards_section AS section
            JOIN skipped_section ON section.parent_id = skipped_section.id
        ),
        held_group(id) AS MATERIALIZED (
            SELECT {sibling_group(profile)} FROM cards_review AS answer
            JOIN cards_card AS card ON card.id = answer.card_id
            WHERE answer.learner_id = %(learner)s AND answer.day = %(today)s
                AND answer.phase IN ('new', 'review') AND answer.undone_at IS NULL
        )
    """
