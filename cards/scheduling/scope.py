"""Studying just one section for a while, without changing what is studied otherwise.

A scope only narrows: what the learner has left out stays out, and limits, siblings and drill hold
as on the whole. Nothing of it is stored; it comes along in the address of the review.
"""

from dataclasses import dataclass, replace

from django.db import connection

from cards.models import Section
from cards.scheduling.standing import Standing

# The section itself comes first. UNION, not UNION ALL: sections that lead each other in a circle
# end the walk.
_BENEATH = """
    WITH RECURSIVE beneath(id) AS (
        SELECT section.id FROM cards_section AS section WHERE section.id = %(section)s
        UNION
        SELECT section.id FROM cards_section AS section
        JOIN beneath ON section.parent_id = beneath.id
    )
    SELECT id FROM beneath
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """A section that is in use, and the ids of it and of all sections beneath it."""

    section: Section
    sections: frozenset[int]

    def is_left_out(self, standing: Standing) -> bool:
        """Whether the learner has left the section out, or something above it."""
        return (
            self.section.document_id not in standing.documents
            or self.section.pk in standing.left_out_sections
        )


def read_scope(stable_id: str) -> Scope | None:
    """Return the scope of a section, in two queries; None if no such section is in use."""
    section = Section.objects.filter(
        stable_id=stable_id, retired=False, document__retired=False
    ).first()
    if section is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_BENEATH, {"section": section.pk})
        return Scope(section, frozenset(pk for (pk,) in cursor.fetchall()))


def narrowed(standing: Standing, scope: Scope | None) -> Standing:
    """Return where the learner stands in what lies within `scope`; None is everything."""
    if scope is None:
        return standing
    document = scope.section.document_id
    return replace(
        standing,
        documents=tuple(pk for pk in standing.documents if pk == document),
        only_sections=scope.sections,
    )
