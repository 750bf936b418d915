"""An import made true in the database: whole, or not at all."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from cards.content.imports.drafting import save_drafts
from cards.content.imports.places import Placed, passage_of
from cards.content.imports.plan import Change, Plan, Step, plan_import
from cards.content.markdown.definitions import definitions_for, definitions_in
from cards.content.markdown.digests import passage_digest
from cards.content.markdown.outline import Outline
from cards.content.markdown.reading import Source
from cards.content.new_ids import FreeIds
from cards.content.structure import move_own_cards
from cards.content.turns import wait_for_turn
from cards.models import Document, Import, Passage, Section
from cards.models.documents import Origin
from cards.rows import update_all
from cards.scheduling.cursors import forget_cursors

_LONGEST_SLUG = 60
# All of a passage but the import that it comes from.
_PASSAGE_FIELDS = (
    "heading", "text", "definitions", "previous_text", "first_line", "last_line", "digest", "state",
)  # fmt: skip


@transaction.atomic
def apply_import(
    row: Import, source: Source, outline: Outline, document: Document | None, *, slug: str = ""
) -> Plan:
    """Attach `source` to `document`, a new one if None, and return what that changed.

    `row` is saved as applied unless nothing changed. `slug` names a new document.
    """
    wait_for_turn()
    plan = plan_import(source, outline, document)
    if plan.changes_nothing:
        if row.pk:
            row.delete()
        return plan
    row.document = document or _new_document(plan.title, row, slug)
    row.title, row.text, row.applied_at = plan.title, "", timezone.now()
    row.save()
    _save_sections(plan, row.document)
    _save_passages(plan, row, definitions_in(source.lines))
    _lose(plan.having(Change.LOST))
    save_drafts(row)
    # New cards may now stand in another order than learners were looking for them.
    forget_cursors(document=row.document)
    return plan


def _new_document(title: str, row: Import, slug: str) -> Document:
    base = slug or _slug(title) or _slug(row.file_name) or f"notes-{row.file_digest[:6]}"
    ids = FreeIds(Document.objects.values_list("stable_id", flat=True))
    last = Document.objects.order_by("-position").first()
    return Document.objects.create(
        stable_id=ids.take(base),
        title_en=title,
        title_zh=title,
        position=last.position + 1 if last else 1,
        origin=Origin.LOCAL,
    )


def _save_sections(plan: Plan, document: Document) -> None:
    """Create what is new, and give the document's own sections title and place of the text."""
    below = Section.objects.filter(stable_id__startswith=f"{document.stable_id}/")
    ids = FreeIds(below.values_list("stable_id", flat=True))
    created: dict[int, list[Section]] = defaultdict(list)
    changed = []
    position = 0
    for placed in plan.placed:
        section = placed.section
        position = max(position + (document.origin == Origin.LOCAL), _position(section, document))
        if section is None:
            section = Section(document=document, origin=Origin.LOCAL)
            section.stable_id = _section_id(placed, document, ids)
            created[placed.depth].append(section)
        elif section.origin == Origin.LOCAL:
            changed.append(section)
        if section.origin == Origin.LOCAL:
            section.position, section.retired = position, False
            if placed.part:
                section.title_en = section.title_zh = placed.part.title
        placed.section = section
    for placed in plan.placed:
        if placed.section and placed.section.origin == Origin.LOCAL:
            placed.section.parent = placed.parent.section if placed.parent else None
    for depth in sorted(created):
        Section.objects.bulk_create(created[depth], batch_size=500)
    update_all(Section, changed, ["position", "retired", "title_en", "title_zh", "parent"])
    move_own_cards(changed)


def _position(section: Section | None, document: Document) -> int:
    """Sections shipped keep their places; the document's own are counted through."""
    if section is None or document.origin == Origin.LOCAL or section.origin == Origin.LOCAL:
        return 0
    return section.position


def _save_passages(plan: Plan, row: Import, definitions: Mapping[str, str]) -> None:
    created, changed, kept = [], [], []
    for step in plan.steps:
        if step.placed is None or step.placed.section is None:
            continue
        known = passage_of(step.section)
        passage = known or Passage(section=step.placed.section)
        before = [getattr(passage, name) for name in _PASSAGE_FIELDS]
        _fill(passage, step, step.placed)
        passage.source = row
        passage.definitions = definitions_for(passage.text, definitions)
        if known is None:
            created.append(passage)
        elif before == [getattr(passage, name) for name in _PASSAGE_FIELDS]:
            kept.append(passage)
        else:
            changed.append(passage)
    Passage.objects.bulk_create(created, batch_size=500)
    update_all(Passage, changed, ["source", *_PASSAGE_FIELDS])
    update_all(Passage, kept, ["source"])
    Section.objects.filter(passage__source=row, has_passage=False).update(has_passage=True)


def _fill(passage: Passage, step: Step, placed: Placed) -> None:
    if step.change == Change.EDITED:
        # What staff have not looked at yet is compared with what they knew.
        passage.previous_text = passage.previous_text or passage.text
        passage.state = Passage.State.EDITED
    elif step.change in (Change.ATTACHED, Change.NEW):
        passage.state = Passage.State.PRESENT
    passage.text = placed.text
    passage.heading = placed.part.title if placed.part else ""
    passage.first_line, passage.last_line = placed.first, placed.last
    passage.digest = passage_digest(placed.own_lines)


def _lose(steps: Sequence[Step]) -> None:
    """Mark passages as lost. A section of its own without cards goes out of use with it."""
    sections = [step.section for step in steps if step.section]
    ids = [section.pk for section in sections]
    Passage.objects.filter(section__in=ids).update(state=Passage.State.LOST)
    Section.objects.filter(pk__in=ids, origin=Origin.LOCAL, cards__isnull=True).update(retired=True)


def _section_id(placed: Placed, document: Document, ids: FreeIds) -> str:
    part = placed.part
    words = (_slug(part.anchor) or _slug(part.title)) if part else ""
    return ids.take(f"{document.stable_id}/{words or f'section-{placed.first}'}")


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return "-".join(words)[:_LONGEST_SLUG].strip("-")
