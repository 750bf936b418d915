# ruff: noqa: S608 -- conditions are put together from constants; every value is a parameter
"""Which cards a learner studies, and which of them one sibling holds back for today.

These are conditions in SQL on a card called ``card``, put together into the statements of
`due_cards` and `new_cards`. They are plain SQL, for SQLite and PostgreSQL alike, because building
them from querysets took twenty times as long as running them, and because with a literal such as
``'published'`` both databases can use a partial index.

They look into the lists of a `Standing`, which come along as parameters, and probe an index for
one card at a time: none reads the whole collection, and no estimate tempts PostgreSQL to.

Parameters: ``learner``, ``today``, ``documents``, ``left_out``, ``only`` and ``held``.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection

from cards.scheduling.standing import Standing

# PostgreSQL never turns a subquery with an offset into a join. Joins tempt it to read all cards or
# all schedules when few are asked for; so it probes an index for each card that is looked at.
PROBE = "LIMIT 1 OFFSET 0"

_SOME = 100

_WITHOUT_SKIPPED_TAG = f"""NOT EXISTS (
    SELECT 1 FROM cards_card_tags AS tagged
    JOIN cards_profile_skipped_tags AS skip ON skip.tag_id = tagged.tag_id
    WHERE skip.profile_id = %(learner)s AND tagged.card_id = COALESCE(card.lead_id, card.id)
    {PROBE}
)"""


def studied(standing: Standing) -> str:
    """Cards that the learner has not left out."""
    return f"""card.state = 'published' AND {in_list("card.document_id", "documents")}
        AND {within_document(standing)}"""


def within_document(standing: Standing) -> str:
    """Of the published cards of a document that is studied, those not left out all the same."""
    conditions = ["TRUE"]
    if standing.only_sections is not None:
        conditions.append(in_list("card.section_id", "only"))
    if standing.left_out_sections:
        conditions.append(not_in_list("card.section_id", "left_out"))
    if standing.skipped_tags:
        conditions.append(_WITHOUT_SKIPPED_TAG)
    return " AND ".join(conditions)


def not_held_back(standing: Standing) -> str:
    """Cards of whose group none was answered today.

    A card answered today is neither new nor due any more, so it need not be told from the others.
    """
    return not_in_list(standing.sibling_group, "held")


def in_list(value: str, parameter: str) -> str:
    """Whether `value` is in the list that is passed as `parameter`."""
    if connection.vendor == "postgresql":
        return f"{value} = ANY(%({parameter})s)"
    return f"{value} IN (SELECT value FROM json_each(%({parameter})s))"


def not_in_list(value: str, parameter: str) -> str:
    if connection.vendor == "postgresql":
        return f"{value} <> ALL(%({parameter})s)"
    return f"{value} NOT IN (SELECT value FROM json_each(%({parameter})s))"


def rows(
    standing: Standing, statement: str, **parameters: int | Collection[int]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement that uses the conditions above."""
    parameters = {
        "learner": standing.profile.pk,
        "today": standing.day,
        "documents": standing.documents,
        "left_out": standing.left_out_sections,
        "only": standing.only_sections or (),
        "held": standing.held_groups,
        **parameters,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                name: value if isinstance(value, int) else as_list(value)
                for name, value in parameters.items()
            },
        )
        # Not all at once: who asks for the cards due stops where the day's limit is reached.
        while some := cursor.fetchmany(_SOME):
            yield from some


def as_list(values: Collection[int]) -> list[int] | str:
    """A list of numbers as this database takes it in one parameter."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
