"""Bring content files into the database: again and again, and never at the cost of progress.

Cards are found by their id. What vanishes from the files is retired, not deleted, and comes back
with everything that learners know of it. What an admin edited or made on this site stays.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from django.db import transaction

from cards.content.card_rows import OVERWRITE_ALL, LoadReport, load_cards
from cards.content.entries import DocumentEntry
from cards.content.problems import ContentError, Problem
from cards.content.source import file_digest
from cards.content.structure import load_structure
from cards.content.turns import wait_for_turn
from cards.content.validate import Progress, read_documents
from cards.models import Document
from cards.models.documents import Origin
from cards.scheduling.cursors import forget_cursors


def load_documents(
    paths: Sequence[Path],
    *,
    overwrite: Collection[str] = (),
    complete: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load the files in one transaction and return what changed.

    `overwrite` names cards (or ``all``) whose edits on this site give way to the shipped text.
    With `complete` the files are all there is, and shipped documents not among them are retired.
    Raises ContentError, with nothing loaded, if anything is wrong in any file.
    """
    entries = read_documents(paths, progress)
    _check_overwrite(entries, overwrite)
    with transaction.atomic():
        wait_for_turn()  # hosts may start at the same moment
        structure = load_structure(entries, complete=complete)
        report = load_cards(entries, structure, overwrite)
        report.structure = structure.changed
        if report.changed_anything:
            # New cards may now stand before the place from which learners look for them.
            forget_cursors()
    return report


def is_loaded(paths: Sequence[Path]) -> bool:
    """Whether exactly these files, unchanged, are what was last loaded. Parses nothing."""
    shipped = Document.objects.filter(origin=Origin.SHIPPED, retired=False)
    stored = sorted(shipped.values_list("source_digest", flat=True))
    try:
        return stored == sorted(file_digest(path) for path in paths)
    except OSError:  # loading tells what is wrong with the file
        return False


def _check_overwrite(entries: Sequence[DocumentEntry], overwrite: Collection[str]) -> None:
    known = {card.stable_id for entry in entries for card in entry.cards} | {OVERWRITE_ALL}
    if unknown := sorted(set(overwrite) - known):
        problems = [Problem("--overwrite", 0, "", f"there is no card {name}") for name in unknown]
        raise ContentError(problems)
