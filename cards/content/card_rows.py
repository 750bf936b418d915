"""Cards of the content files, brought into the database in bulk."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Now

from cards.content.entries import CardEntry, DocumentEntry
from cards.content.families import SHARED_FIELDS, Family, IdTaken, arrange, save_families
from cards.content.ownership import save_errata, save_tags, save_texts
from cards.content.problems import ContentError
from cards.content.revisions import write_first_revisions, write_revisions
from cards.content.structure import ORDER_STEP, Structure
from cards.models import Card
from cards.models.documents import Origin

OVERWRITE_ALL = "all"
COMMENT = "load_content"


@dataclass(slots=True)
class LoadReport:
    """What a load did, as ids of cards.

    `kept` are edits of this site; `moved` counts cards that only changed their place and
    `structure` the documents, sections and errata that were written.
    """

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unchanged: int = 0
    moved: int = 0
    structure: int = 0

    @property
    def changed_anything(self) -> bool:
        lists = self.created, self.changed, self.returned, self.retired
        return any(lists) or bool(self.moved or self.structure)

    def __str__(self) -> str:
        counts = {
            "new": len(self.created),
            "changed": len(self.changed),
            "returned": len(self.returned),
            "retired": len(self.retired),
            "unchanged": self.unchanged,
        }
        lines = ["Cards: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + "."]
        lines += [
            f"Kept your edit of {stable_id}; --overwrite {stable_id} takes the shipped text."
            for stable_id in self.kept
        ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Slot:
    """An entry, the place of its first card, and the cards that stand for it so far."""

    entry: CardEntry
    order: int
    existing: list[Card]

    @property
    def is_edited(self) -> bool:
        return any(card.edited_locally for card in self.existing)

    @property
    def vanished(self) -> list[Card]:
        """The cards that `_retire` took out of use when the entry left the files."""
        return [card for card in self.existing if not card.source_digest]

    @property
    def is_current(self) -> bool:
        shown = [card for card in self.existing if card.state != Card.State.RETIRED]
        numbers = sorted(card.cloze_number for card in shown)
        return numbers == (self.entry.numbers or [0]) and all(
            card.source_digest == self.entry.digest for card in shown
        )


def load_cards(
    documents: Sequence[DocumentEntry], structure: Structure, overwrite: Collection[str]
) -> LoadReport:
    """Make the shipped cards in the scope of `structure` those of `documents`.

    Raises ContentError where an id belongs to a card made on this site or in another document.
    """
    report = LoadReport()
    present = _present_cards(documents, structure)
    slots = list(_match(documents, present))
    kept, current, other = [], [], []
    for slot in slots:
        if slot.is_edited and not {slot.entry.stable_id, OVERWRITE_ALL} & set(overwrite):
            kept.append(slot)
        elif slot.is_current and not slot.is_edited:
            current.append(slot)
        else:
            other.append(slot)
    claimed = {card.pk for slot in slots for card in slot.existing}
    _retire([card for card in present if card.pk not in claimed], report)
    _write(other, structure, report)
    _keep(kept, structure, report)
    _put_in_place(current, report)
    return report


def _present_cards(documents: Sequence[DocumentEntry], structure: Structure) -> list[Card]:
    """The shipped cards that the load may touch, whether the files name them or not."""
    entries = {entry.stable_id: entry for document in documents for entry in document.cards}
    siblings = {stable_id: entry for entry in entries.values() for stable_id in entry.sibling_ids}
    # An admin who saves a card meanwhile waits for the load, or the load for the admin.
    cards = Card.objects.select_for_update(no_key=True)
    found = cards.in_bulk([*entries, *siblings], field_name="stable_id")
    scope = {document.pk for document in structure.scope}
    for stable_id, card in found.items():
        entry = entries.get(stable_id) or siblings[stable_id]
        _refuse_foreign(card, entry, scope)
    strayed = [card.pk for card in found.values() if card.document_id not in scope]
    rows = cards.filter(Q(document__in=scope) | Q(lead__in=strayed), origin=Origin.SHIPPED)
    # Cards of exercises have files of their own.
    rows = rows.exclude(kind=Card.Kind.EXERCISE)
    present = {card.pk: card for card in (*found.values(), *rows)}
    return [present[pk] for pk in sorted(present)]


def _refuse_foreign(card: Card, entry: CardEntry, scope: Collection[int]) -> None:
    where = ""
    if card.origin != Origin.SHIPPED:
        where = "made on this site"
    elif card.kind == Card.Kind.EXERCISE:
        where = "that stands for an exercise"
    elif card.document_id not in scope and card.state != Card.State.RETIRED:
        where = f"of the document {card.document.stable_id}, load its file together with this one"
    if where:
        entry.place.add_problem(f"the id {card.stable_id} belongs to a card {where}", at=("id",))
        raise ContentError(entry.place.source.problems)


def _match(documents: Sequence[DocumentEntry], present: Sequence[Card]) -> Iterator[_Slot]:
    """Pair each entry with the cards that stand for it, its retired siblings included."""
    by_id = {card.stable_id: card for card in present}
    children: dict[int | None, list[Card]] = defaultdict(list)
    for card in present:
        children[card.lead_id].append(card)
    entries = {entry.stable_id for document in documents for entry in document.cards}
    for document in documents:
        for section in document.sections:
            order = section.position * ORDER_STEP + 1
            for entry in section.cards:
                existing = _cards_of(entry, by_id, children, entries)
                yield _Slot(entry, order, existing)
                order += max(1, len(entry.numbers))


def _cards_of(
    entry: CardEntry,
    by_id: Mapping[str, Card],
    children: Mapping[int | None, list[Card]],
    entries: Collection[str],
) -> list[Card]:
    if entry.stable_id not in by_id:
        return []
    lead = by_id[entry.stable_id]
    siblings = [card for card in children.get(lead.pk, []) if card.stable_id not in entries]
    return [lead, *siblings]


def _retire(cards: Sequence[Card], report: LoadReport) -> None:
    """Take published cards out of use. The empty digest tells it from an admin's retiring, and

    lets an admin publish such a card again.
    """
    gone = [card for card in cards if card.state == Card.State.PUBLISHED and card.source_digest]
    write_first_revisions([card for card in gone if not card.lead_id])
    for card in gone:
        card.state, card.source_digest, card.updated_at = Card.State.RETIRED, "", Now()
    Card.objects.bulk_update(gone, ["state", "source_digest", "updated_at"])
    report.retired += [card.stable_id for card in gone]
    write_revisions([card for card in gone if not card.lead_id], changed_by=None, comment=COMMENT)


def _write(slots: Sequence[_Slot], structure: Structure, report: LoadReport) -> None:
    """Create and change cards as their entries say, with all that they own."""
    write_first_revisions([slot.existing[0] for slot in slots if slot.existing])
    families = []
    for slot in slots:
        done = report.changed if slot.existing else report.created
        done = report.returned if slot.vanished else done
        done.append(slot.entry.stable_id)
        was_shown = [card for card in slot.existing if card.state != Card.State.RETIRED]
        family = arrange(slot.entry.stable_id, slot.entry.numbers, slot.existing)
        _fill(family, slot, structure)
        report.retired += [card.stable_id for card in family.spare if card in was_shown]
        families.append(family)
    try:
        save_families(families, [*SHARED_FIELDS, "updated_at"])
    except IdTaken as error:
        place = next(s.entry.place for s in slots if s.entry.stable_id == error.lead_id)
        place.add_problem(str(error), at=("id",))
        raise ContentError(place.source.problems) from None
    owners = list(zip([slot.entry for slot in slots], families, strict=True))
    save_texts(owners)
    save_tags(owners)
    save_errata(owners, structure.errata)
    changed = [family.lead for family in families if family.existing]
    write_revisions(changed, changed_by=None, comment=COMMENT)


def _fill(family: Family, slot: _Slot, structure: Structure) -> None:
    entry = slot.entry
    family.lead.kind = entry.kind
    for order, card in enumerate(family.shown, start=slot.order):
        card.state, card.order = Card.State.PUBLISHED, order
    for card in family.members:
        card.section = structure.sections[entry.section]
        card.document = card.section.document
        card.difficulty = entry.difficulty
        card.numeric_answer, card.numeric_tolerance = entry.answer, entry.tolerance
        card.unit, card.accepted_units = entry.unit, list(entry.units)
        card.origin, card.edited_locally = Origin.SHIPPED, False
        card.source_digest = entry.digest
        card.updated_at, card.updated_by = Now(), None


def _keep(slots: Sequence[_Slot], structure: Structure, report: LoadReport) -> None:
    """Leave cards edited here as they are, but in use and in a section that is."""
    retired = {section.pk for section in structure.retired}
    touched = []
    for slot in slots:
        report.kept.append(slot.entry.stable_id)
        if slot.vanished:
            report.returned.append(slot.entry.stable_id)
        for order, card in enumerate(slot.existing, start=slot.order):
            if card.section_id in retired or not card.source_digest:
                card.section = structure.sections[slot.entry.section]
                card.document, card.order = card.section.document, order
                touched.append(card)
            if not card.source_digest:
                card.state, card.source_digest = Card.State.PUBLISHED, slot.entry.digest
    Card.objects.bulk_update(touched, ["section", "document", "order", "state", "source_digest"])
    report.moved += len(touched)


def _put_in_place(slots: Sequence[_Slot], report: LoadReport) -> None:
    """Renumber cards that others before them have pushed along."""
    moved = []
    for slot in slots:
        shown = [card for card in slot.existing if card.state != Card.State.RETIRED]
        shown.sort(key=lambda card: card.cloze_number)
        for order, card in enumerate(shown, start=slot.order):
            if card.order != order:
                card.order = order
                moved.append(card)
    Card.objects.bulk_update(moved, ["order"])
    report.unchanged = len(slots)
    report.moved += len(moved)
