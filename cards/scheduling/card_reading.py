# ruff: noqa: S608 -- the columns come from the models; every value is a parameter
"""One card with all that its front needs, in two statements."""

from itertools import pairwise
from typing import Any

from cards.models import Card, CardText, Document, Schedule, Section
from cards.rows import Columns, fetch

_CARD = Columns(Card, "card")
_SCHEDULE = Columns(Schedule, "schedule")
_LEAD = Columns(Card, "lead")
_DOCUMENT = Columns(Document, "document")
# Headings lie up to four deep, below the one of the whole document.
_SECTIONS: list[Columns[Any]] = [Columns(Section, f"section_{level}") for level in range(5)]
_TEXT = Columns(CardText, "text")

_WITH_SCHEDULE = """
    FROM cards_card AS card LEFT JOIN cards_schedule AS schedule
        ON schedule.card_id = card.id AND schedule.learner_id = %(learner)s
"""
_CARD_AND_SCHEDULE = f"SELECT {_CARD}, {_SCHEDULE} {_WITH_SCHEDULE} WHERE card.id = %(card)s"
_EVERYTHING = f"""
    SELECT {_CARD}, {_SCHEDULE}, {_LEAD}, {_DOCUMENT}, {", ".join(map(str, _SECTIONS))}
    {_WITH_SCHEDULE}
    LEFT JOIN cards_card AS lead ON lead.id = card.lead_id
    JOIN cards_document AS document ON document.id = card.document_id
    JOIN cards_section AS section_0 ON section_0.id = card.section_id
    LEFT JOIN cards_section AS section_1 ON section_1.id = section_0.parent_id
    LEFT JOIN cards_section AS section_2 ON section_2.id = section_1.parent_id
    LEFT JOIN cards_section AS section_3 ON section_3.id = section_2.parent_id
    LEFT JOIN cards_section AS section_4 ON section_4.id = section_3.parent_id
    WHERE card.id = %(card)s
"""
_TEXTS = f"SELECT {_TEXT} FROM cards_cardtext AS text WHERE card_id = %s ORDER BY language"


def read_schedule(learner_id: int, card_id: int) -> tuple[Card | None, Schedule | None]:
    """The card as it is now and the learner's schedule on it; None for what is not there."""
    parameters = {"learner": learner_id, "card": card_id}
    return next(fetch(_CARD_AND_SCHEDULE, parameters, _CARD, _SCHEDULE), (None, None))


def read_card(learner_id: int, card_id: int) -> tuple[Card | None, Schedule | None]:
    """As `read_schedule`, with document, sections, lead and texts: no query is needed after it."""
    parameters = {"learner": learner_id, "card": card_id}
    tables: tuple[Columns[Any], ...] = (_CARD, _SCHEDULE, _LEAD, _DOCUMENT, *_SECTIONS)
    found: tuple[Any, ...] | None = next(fetch(_EVERYTHING, parameters, *tables), None)
    if found is None:
        return None, None
    card, schedule, lead, document, *sections = found
    card.lead, card.document, card.section = lead, document, sections[0]
    for section, parent in pairwise(sections):
        if section is not None:
            section.parent = parent
    _attach_texts(card.text_owner)
    return card, schedule


def _attach_texts(card: Card) -> None:
    texts = card.texts.all()
    texts._result_cache = [text for (text,) in fetch(_TEXTS, [card.pk], _TEXT)]
    # Where prefetch_related keeps what it has read.
    card._prefetched_objects_cache = {"texts": texts}  # type: ignore[attr-defined]
