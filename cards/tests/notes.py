"""Notes to import in tests, and the documents that the repository's owner keeps beside it."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from cards.content.imports.plan import Plan
from cards.content.imports.service import read_notes
from cards.models import Document, Passage

NOTES = """\
# Networks

Layers and losses.

## 1. Convolution

A window slides over the image.

### Dilated convolution

Holes widen the window.

## 2. Dropout

Units are switched off by chance.
"""


def import_notes(text: str = NOTES, document: Document | None = None, name: str = "n.md") -> Plan:
    """Import `text`; without `document` into the one found, or a new one."""
    notes = read_notes(text.encode(), name)
    return notes.apply(document or notes.find_document())


def passages(document: Document) -> dict[str, Passage]:
    """The passages of `document` by the English title of their section."""
    rows = Passage.objects.filter(section__document=document).select_related("section")
    return {row.section.title_en: row for row in rows}


def changes(plan: Plan) -> dict[str, str]:
    """What happens to each section, by its title."""
    return {step.title: step.change.value for step in plan.steps}


def seeds_folder() -> Path | None:
    """Where the notes are that the shipped documents were made from; they are not shipped."""
    return next((folder for folder in _candidates() if folder.is_dir()), None)


def _candidates() -> Iterator[Path]:
    checkout = settings.BASE_DIR
    yield checkout.parent / "shared" / "seeds"
    link = checkout / ".git"
    if link.is_file():  # a worktree: look beside the main checkout
        main = Path(link.read_text().partition(":")[2].strip()).parents[2]
        yield main.parent / "shared" / "seeds"
