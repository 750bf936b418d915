"""What importing a text would change, found out without changing anything."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q

from cards.content.imports.anchor_files import shipped_anchors
from cards.content.imports.places import Placed, passage_of, place_sections
from cards.content.markdown.anchors import digests_of, share_found
from cards.content.markdown.digests import passage_digest
from cards.content.markdown.outline import Outline
from cards.content.markdown.reading import Source
from cards.content.markdown.titles import title_key
from cards.models import Document, Import, Passage, Section
from cards.models.documents import Origin

# A text is taken for that of a document when so many of its sections are in it.
_ENOUGH = 0.4


class Change(StrEnum):
    """What happens to the passage of a section."""

    NEW = "new"
    ATTACHED = "attached"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    EDITED = "edited"
    LOST = "lost"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Step:
    """One section and what happens to it; `placed` is None where it is not in the text."""

    change: Change
    placed: Placed | None
    section: Section | None

    @property
    def title(self) -> str:
        if self.section:
            return self.section.title
        return self.placed.part.title if self.placed and self.placed.part else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in the order of the text, then what is not in it. A new document is None."""

    title: str
    document: Document | None
    placed: list[Placed]
    steps: list[Step]
    images: int = 0
    counts: dict[Change, int] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        return self.document is not None and all(_is_quiet(step) for step in self.steps)

    @property
    def digest(self) -> str:
        """Equal for plans that do the same; 64 hex digits."""
        told = [
            (step.change, step.section.pk if step.section else step.title) for step in self.steps
        ]
        return hashlib.sha256(repr((self.title, told)).encode()).hexdigest()

    def having(self, *changes: Change) -> list[Step]:
        return [step for step in self.steps if step.change in changes]


def plan_import(source: Source, outline: Outline, document: Document | None) -> Plan:
    """Return what importing `source` into `document` would do; None makes a new document."""
    sections = sections_of(document) if document else []
    placed = place_sections(source.lines, outline, document, sections)
    steps = [_step(one) for one in placed]
    found = {one.section for one in placed}
    steps += [_missing(section) for section in sections if section not in found]
    steps = [step for step in steps if step.change != Change.LOST or _was_there(step.section)]
    counts = {change: sum(step.change == change for step in steps) for change in Change}
    return Plan(
        title=document.title if document else outline.title,
        document=document,
        placed=placed,
        steps=steps,
        images=source.text.count("!["),
        counts=counts,
    )


def sections_of(document: Document) -> list[Section]:
    """The sections of `document` in reading order, with parents and passages at hand.

    Sections of its own that were given up come back when the notes have them again.
    """
    mine = Q(retired=False) | Q(origin=Origin.LOCAL)
    sections = list(document.sections.filter(mine).select_related("passage"))
    by_id = {section.pk: section for section in sections}
    for section in sections:
        section.parent = by_id.get(section.parent_id or 0)
    return sections


def find_document(source: Source, outline: Outline) -> Document | None:
    """Return the document that `source` is the text of, or None for a new one."""
    same = Import.objects.filter(file_digest=source.digest, applied_at__isnull=False).first()
    if same and same.document and not same.document.retired:
        return same.document
    digests = digests_of(source.lines)
    shares = {name: share_found(anchors, digests) for name, anchors in shipped_anchors().items()}
    keys = {title_key(part.title) for part in outline.parts}
    for name, share in _shares_of_titles(keys).items():
        shares[name] = max(share, shares.get(name, 0))
    candidates = Document.objects.filter(stable_id__in=shares, retired=False)
    best = max(candidates, key=lambda one: shares[one.stable_id], default=None)
    return best if best and shares[best.stable_id] >= _ENOUGH else None


def _shares_of_titles(keys: set[str]) -> dict[str, float]:
    """How many of its headings and of `keys` a document that was imported has in common."""
    known: dict[str, list[str]] = {}
    rows = Passage.objects.filter(section__document__retired=False).exclude(heading="")
    for name, heading in rows.values_list("section__document__stable_id", "heading"):
        known.setdefault(name, []).append(title_key(heading))
    return {
        name: len(keys & set(found)) / max(len(keys), len(set(found)))
        for name, found in known.items()
    }


def _step(placed: Placed) -> Step:
    section = placed.section
    if section is None:
        return Step(Change.NEW, placed, None)
    passage = passage_of(section)
    if passage is None:
        change = Change.ATTACHED
    elif passage.state == Passage.State.LOST or section.retired:
        change = Change.EDITED if passage.digest != _digest(placed) else Change.ATTACHED
    elif passage.digest != _digest(placed):
        change = Change.EDITED
    else:
        change = Change.MOVED if placed.moved else Change.UNCHANGED
    return Step(change, placed, section)


def _is_quiet(step: Step) -> bool:
    if step.change == Change.NOT_FOUND:
        return True
    passage = passage_of(step.section)
    return (
        step.change == Change.UNCHANGED
        and step.placed is not None
        and passage is not None
        and (passage.first_line, passage.last_line) == (step.placed.first, step.placed.last)
    )


def _digest(placed: Placed) -> str:
    return passage_digest(placed.own_lines)


def _missing(section: Section) -> Step:
    passage = passage_of(section)
    lost = passage is not None
    return Step(Change.LOST if lost else Change.NOT_FOUND, None, section)


def _was_there(section: Section | None) -> bool:
    passage = passage_of(section)
    return passage is not None and passage.state != Passage.State.LOST
