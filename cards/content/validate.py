"""Content files into entries: everything that is wrong is found before anything is loaded."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cards.content.checks import validate_card
from cards.content.entries import (
    CardEntry,
    DocumentEntry,
    Place,
    card_entry,
    document_entry,
    field_path,
)
from cards.content.problems import ContentError, Problem
from cards.content.references import card_rows, check_references, check_unique, rows
from cards.content.schema import check_shape
from cards.content.source import NodePath, Source, read_source
from cards.languages import ContentLanguage
from cards.rendering import find_problems

Progress = Callable[[str], None]


def read_documents(paths: Sequence[Path], progress: Progress | None = None) -> list[DocumentEntry]:
    """Read and check the files; raises ContentError with every problem in all of them."""
    problems: list[Problem] = []
    sources: list[Source] = []
    derived: list[tuple[Source, NodePath, str]] = []
    for path in paths:
        try:
            sources.append(read_source(path))
        except ContentError as error:
            problems += error.problems
    for source in sources:
        derived += _check_source(source, progress or _silent)
    check_unique(sources, derived)
    problems += [problem for source in sources for problem in source.problems]
    if problems:
        raise ContentError(problems)
    return [document_entry(source) for source in sources]


def _check_source(source: Source, progress: Progress) -> list[tuple[Source, NodePath, str]]:
    """Check one file; returns the ids that its cloze siblings need."""
    broken = {source.entry(place) for place in check_shape(source)}
    if not isinstance(source.data, dict):
        return []
    check_references(source)
    for path, erratum in rows(source, "errata"):
        if path not in broken:
            _check_erratum(Place(source, path), erratum)
    siblings = []
    cards = list(card_rows(source))
    for done, (section, (path, row)) in enumerate(cards, start=1):
        if path not in broken:
            card = card_entry(Place(source, path), section, row)
            siblings += [(source, path, stable_id) for stable_id in _check_card(card)]
        progress(f"{source.name}: {done} of {len(cards)} cards checked")
    return siblings


def _check_card(card: CardEntry) -> list[str]:
    """Add the card's problems; returns the ids of its siblings if it has none."""
    findings = validate_card(card.kind, card.texts, answer=card.answer, tolerance=card.tolerance)
    for field, messages in findings.items():
        path = field_path(card.kind, field)
        for message in messages:
            card.place.add_problem(f"{'.'.join(map(str, path))}: {message}", at=path)
    return [] if findings else card.sibling_ids


def _check_erratum(place: Place, erratum: dict[str, dict[str, str]]) -> None:
    for language in ContentLanguage.values:
        for field, text in erratum[language].items():
            for message in find_problems(text):
                place.add_problem(f"{language}.{field}: {message}", at=(language, field))


def _silent(_step: str) -> None:
    """Nobody watches."""
