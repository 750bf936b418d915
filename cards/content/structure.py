"""Documents, sections and errata of the content files, brought into the database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from cards.content.entries import DocumentEntry, ErratumEntry, Place, SectionEntry, digest
from cards.content.problems import ContentError
from cards.models import Card, Document, Erratum, Section
from cards.models.documents import Origin

ORDER_STEP = 10_000
_Row = TypeVar("_Row", Document, Section, Erratum)


@dataclass(slots=True)
class Structure:
    """The rows that stand for the entries of the files, by id.

    `scope` are the documents whose cards may be touched, `retired` the sections out of use.
    """

    documents: dict[str, Document]
    sections: dict[str, Section]
    errata: dict[str, Erratum]
    scope: list[Document]
    retired: list[Section]
    changed: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An entry as a row: `values` of its fields, and where it stands in the files."""

    place: Place
    values: dict[str, Any]
    digest: str


@dataclass(slots=True)
class _Synced(Generic[_Row]):
    rows: dict[str, _Row]
    created: list[_Row] = field(default_factory=list)
    updated: list[_Row] = field(default_factory=list)
    retired: list[_Row] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return len(self.created) + len(self.updated) + len(self.retired)


def load_structure(entries: Sequence[DocumentEntry], *, complete: bool) -> Structure:
    """Upsert all but the cards; with `complete`, retire the documents that are not among them.

    Raises ContentError where an id belongs to something made on this site or in another document.
    """
    documents = _sync(
        Document,
        {entry.stable_id: _document_row(entry) for entry in entries},
        Document.objects.all() if complete else Document.objects.none(),
        within=None,
    )
    scope = [*documents.rows.values(), *documents.retired]
    sections = _load_sections(entries, documents.rows, scope)
    errata = _sync(
        Erratum,
        {
            erratum.stable_id: _erratum_row(erratum, documents.rows[entry.stable_id], sections.rows)
            for entry in entries
            for erratum in entry.errata
        },
        Erratum.objects.filter(document__in=scope),
        within={document.pk for document in scope},
    )
    wanted = set(sections.rows)
    return Structure(
        documents=documents.rows,
        sections=sections.rows,
        errata=errata.rows,
        scope=scope,
        retired=[row for row in sections.retired if row.stable_id not in wanted],
        changed=documents.changed + sections.changed + errata.changed,
    )


def _load_sections(
    entries: Sequence[DocumentEntry], documents: Mapping[str, Document], scope: list[Document]
) -> _Synced[Section]:
    by_id = {section.stable_id: section for entry in entries for section in entry.sections}
    synced = _sync(
        Section,
        {
            section.stable_id: _section_row(section, documents[entry.stable_id])
            for entry in entries
            for section in entry.sections
        },
        Section.objects.filter(document__in=scope),
        within={document.pk for document in scope},
    )
    # A parent may stand after its child, so parents are set once every section has a row.
    written = [*synced.created, *synced.updated]
    for row in written:
        parent = by_id[row.stable_id].parent
        row.parent = synced.rows[parent] if parent else None
    Section.objects.bulk_update(
        [row for row in written if row in synced.updated or row.parent], ["parent"]
    )
    move_own_cards(synced.updated)
    return synced


def move_own_cards(sections: Sequence[Section]) -> None:
    """Keep the cards that the files do not place at their place within sections that moved."""
    position = Section.objects.filter(pk=OuterRef("section")).values("position")
    if sections:
        Card.objects.filter(
            Q(origin=Origin.LOCAL) | Q(edited_locally=True), section__in=sections
        ).update(order=Subquery(position) * ORDER_STEP + F("order") % ORDER_STEP)


def _sync(
    model: type[_Row],
    wanted: Mapping[str, _Wanted],
    scope: QuerySet[_Row],
    *,
    within: Collection[int] | None,
) -> _Synced[_Row]:
    """Create, update and retire rows so that the shipped ones in `scope` are those wanted.

    Rows in use in a document that is not `within` those with the given keys are not taken.
    """
    found = model._default_manager.in_bulk(list(wanted), field_name="stable_id")
    for stable_id, row in found.items():
        _refuse_foreign(row, wanted[stable_id].place, within)
    synced = _Synced[_Row]({})
    for stable_id, entry in wanted.items():
        row = found.get(stable_id) or model(stable_id=stable_id, origin=Origin.SHIPPED)
        synced.rows[stable_id] = row
        if row.retired or row.source_digest != entry.digest:
            (synced.updated if row.pk else synced.created).append(row)
            for name, value in entry.values.items():
                setattr(row, name, value)
            row.retired, row.source_digest = False, entry.digest
    for row in scope.filter(origin=Origin.SHIPPED, retired=False):
        if row.stable_id not in wanted:
            row.retired, row.source_digest = True, ""
            synced.retired.append(row)
    model._default_manager.bulk_create(synced.created)
    if synced.updated:
        names = [*next(iter(wanted.values())).values, "retired", "source_digest"]
        model._default_manager.bulk_update(synced.updated, names)
    model._default_manager.bulk_update(synced.retired, ["retired", "source_digest"])
    return synced


def _refuse_foreign(
    row: Document | Section | Erratum, place: Place, within: Collection[int] | None
) -> None:
    owner = ""
    if row.origin != Origin.SHIPPED:
        owner = "made on this site"
    elif (
        not isinstance(row, Document) and not row.retired and row.document_id not in (within or ())
    ):
        owner = f"of the document {row.document.stable_id}, load its file together with this one"
    if owner:
        kind = row._meta.verbose_name
        place.add_problem(f"the id {row.stable_id} belongs to a {kind} {owner}", at=("id",))
        raise ContentError(place.source.problems)


def _document_row(entry: DocumentEntry) -> _Wanted:
    values = {
        "title_en": entry.title["en"],
        "title_zh": entry.title["zh"],
        "description_en": entry.description["en"],
        "description_zh": entry.description["zh"],
        "position": entry.position,
    }
    return _Wanted(entry.place, values, entry.place.source.digest)


def _section_row(entry: SectionEntry, document: Document) -> _Wanted:
    values = {
        "title_en": entry.title["en"],
        "title_zh": entry.title["zh"],
        "position": entry.position,
    }
    named = {**values, "document": document.stable_id, "parent": entry.parent}
    if entry.without_cards:
        named["without_cards"] = True
    rows = {"document": document, "without_cards": entry.without_cards}
    return _Wanted(entry.place, {**values, **rows}, digest(named))


def _erratum_row(
    entry: ErratumEntry, document: Document, sections: Mapping[str, Section]
) -> _Wanted:
    values: dict[str, Any] = {"line": entry.line, "severity": entry.severity}
    for language, text in entry.texts.items():
        values.update({f"{field}_{language}": text[field] for field in text})
    named = {**values, "document": document.stable_id, "section": entry.section}
    rows = {"document": document, "section": sections[entry.section]}
    return _Wanted(entry.place, {**values, **rows}, digest(named))
