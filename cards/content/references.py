"""Do the entries of content files refer to each other rightly? Asked of the data as it was read,

so that one broken entry does not hide what is wrong with the others.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from cards.content.source import NodePath, Source

Row = tuple[NodePath, dict[str, Any]]


def rows(source: Source, name: str) -> Iterator[Row]:
    """The places and mappings in the list `name` (``sections`` or ``errata``)."""
    yield from _rows((name,), source.data.get(name) if isinstance(source.data, dict) else None)


def card_rows(source: Source) -> Iterator[tuple[str, Row]]:
    """The section id and the row of each card."""
    for path, section in rows(source, "sections"):
        for row in _rows((*path, "cards"), section.get("cards")):
            yield str(section.get("id")), row


def check_references(source: Source) -> None:
    """Add a problem for each parent, section or erratum that is not there, and for loops."""
    parents = {str(row.get("id")): row.get("parent") for _, row in rows(source, "sections")}
    errata = {str(row.get("id")) for _, row in rows(source, "errata")}
    for path, section in rows(source, "sections"):
        parent = section.get("parent")
        if isinstance(parent, str) and parent not in parents:
            source.add_problem((*path, "parent"), f"there is no section {parent} to be its parent")
        elif _in_loop(str(section.get("id")), parents):
            source.add_problem((*path, "parent"), "is its own ancestor")
    for path, erratum in rows(source, "errata"):
        if isinstance(section_id := erratum.get("section"), str) and section_id not in parents:
            source.add_problem((*path, "section"), f"there is no section {section_id}")
        _check_line(source, path, erratum.get("line"))
    for _, (path, card) in card_rows(source):
        for index, erratum_id in enumerate(_strings(card.get("errata"))):
            if erratum_id not in errata:
                source.add_problem((*path, "errata", index), f"there is no erratum {erratum_id}")


def check_unique(
    sources: Sequence[Source], derived: Sequence[tuple[Source, NodePath, str]]
) -> None:
    """Add a problem for each id that occurs a second time, in whichever file.

    `derived` holds the ids that cloze cards with several numbers need besides their own.
    """
    documents = [
        (source, (), source.data.get("document"))
        for source in sources
        if isinstance(source.data, dict)
    ]
    _check_once(documents, "document", "document")
    for name in ("sections", "errata"):
        found = [
            (source, path, row.get("id")) for source in sources for path, row in rows(source, name)
        ]
        _check_once(found, "id", name)
    cards = [
        (source, path, card.get("id"))
        for source in sources
        for _, (path, card) in card_rows(source)
    ]
    _check_once([*cards, *derived], "id", "cards")


def _check_once(found: Sequence[tuple[Source, NodePath, object]], key: str, kind: str) -> None:
    first: dict[str, tuple[Source, NodePath]] = {}
    for source, path, stable_id in found:
        if not isinstance(stable_id, str):
            continue
        if stable_id in first:
            other, place = first[stable_id]
            where = f"{other.name}:{other.line((*place, key))}"
            source.add_problem((*path, key), f"the id {stable_id} is already taken at {where}")
        else:
            first[stable_id] = (source, path)


def _rows(path: NodePath, entries: object) -> Iterator[Row]:
    if isinstance(entries, list):
        for index, entry in enumerate(entries):
            if isinstance(entry, dict):
                yield (*path, index), entry


def _strings(values: object) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _in_loop(section: str, parents: dict[str, Any]) -> bool:
    seen = set()
    parent = parents.get(section)
    while isinstance(parent, str) and parent not in seen:
        if parent == section:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False


def _check_line(source: Source, path: NodePath, line: object) -> None:
    origin = source.data.get("source")
    last = origin.get("lines") if isinstance(origin, dict) else None
    if isinstance(last, int) and isinstance(line, int) and line > last:
        source.add_problem((*path, "line"), f"the document has only {last} lines")
