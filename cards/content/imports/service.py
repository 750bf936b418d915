"""From the bytes of a file to an import."""

from dataclasses import dataclass
from pathlib import PurePath

from django.contrib.auth.models import User

from cards.content.imports.applying import apply_import
from cards.content.imports.plan import Plan, find_document, plan_import
from cards.content.markdown.outline import Outline, read_outline
from cards.content.markdown.reading import Source, read_source
from cards.models import Document, Import

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Notes:
    """A file that can be read as notes."""

    name: str
    size: int
    source: Source
    outline: Outline

    def new_import(self, imported_by: User | None) -> Import:
        return Import(
            title=self.outline.title,
            file_name=self.name,
            file_digest=self.source.digest,
            size=self.size,
            encoding=self.source.encoding,
            text=self.source.text,
            imported_by=imported_by,
        )

    def find_document(self) -> Document | None:
        """The document that these notes are the text of, or None for a new one."""
        return find_document(self.source, self.outline)

    def plan(self, document: Document | None) -> Plan:
        """What importing the notes would change."""
        return plan_import(self.source, self.outline, document)

    def apply(
        self, document: Document | None, *, row: Import | None = None, slug: str = ""
    ) -> Plan:
        """Import the notes and return what that changed; None makes a new document.

        `row` is the import if it was looked at before.
        """
        row = row or self.new_import(None)
        return apply_import(row, self.source, self.outline, document, slug=slug)


def read_notes(data: bytes, name: str, encoding: str = "") -> Notes:
    """Read a file called `name`. Raises Refused where it cannot be imported."""
    name = PurePath(name.replace("\\", "/")).name[-_LONGEST_NAME:]
    source = read_source(data, encoding)
    return Notes(name, len(data), source, read_outline(source, PurePath(name).stem))


def notes_of(row: Import) -> Notes:
    """The notes of an import that was only looked at so far."""
    source = Source(row.text, row.encoding, row.file_digest)
    outline = read_outline(source, PurePath(row.file_name).stem)
    return Notes(row.file_name, row.size, source, outline)
