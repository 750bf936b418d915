"""How a passage changed, and which cards were made from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cards.content.differences import Segment, compare
from cards.models import Card, Section

_CONTEXT = 2
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Edit:
    """A section whose passage changed: the difference, and the cards to look at."""

    section: Section
    segments: tuple[Segment, ...]
    cards: list[Card] = field(default_factory=list)


def difference(before: str, after: str) -> tuple[Segment, ...]:
    """The changed lines with two around them; of a long change, the beginning."""
    old, new = before.split("\n"), after.split("\n")
    start = next(
        (place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return tuple(compare(_around(old, start, end), _around(new, start, end)))


def edits_of(changed: Sequence[tuple[Section, str, str]]) -> list[Edit]:
    """For each section with its text before and after: the edit, with its cards in use."""
    cards: dict[int, list[Card]] = {}
    rows = Card.objects.filter(section__in=[section for section, *_texts in changed], lead=None)
    for card in rows.exclude(state=Card.State.RETIRED):
        cards.setdefault(card.section_id, []).append(card)
    return [
        Edit(section, difference(before, after), cards.get(section.pk, []))
        for section, before, after in changed
    ]


def _around(lines: list[str], start: int, end: int) -> str:
    first = max(0, start - _CONTEXT)
    last = min(len(lines), len(lines) - end + _CONTEXT)
    return "\n".join(lines[first:last])[:_LONGEST]
