"""All rules asked about a passage."""

from collections.abc import Iterable

from cards.content.markdown.drafts.clozes import of_emphasis, of_formulas
from cards.content.markdown.drafts.headings import of_heading
from cards.content.markdown.drafts.lists import of_steps, of_tables
from cards.content.markdown.drafts.pairs import of_answers, of_definitions, of_double_colons
from cards.content.markdown.drafts.passage import Draft, PassageText

# Of two drafts with one front, the first stays: the one with the shorter answer.
_RULES = (
    of_answers, of_double_colons, of_definitions, of_heading, of_tables, of_formulas, of_steps,
    of_emphasis,
)  # fmt: skip
_MOST = 30


def derive(passage: PassageText) -> list[Draft]:
    """Return the drafts of a passage in the order of its lines, at most 30."""
    found: dict[str, Draft] = {}
    for rule in _RULES:
        for draft in rule(passage):
            if draft.front.strip():
                found.setdefault(draft.front, draft)
            if len(found) == _MOST:
                return _by_line(found.values())
    return _by_line(found.values())


def _by_line(drafts: Iterable[Draft]) -> list[Draft]:
    return sorted(drafts, key=lambda draft: draft.line)
