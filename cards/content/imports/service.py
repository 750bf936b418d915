"""From the bytes of a file to an import."""

from dataclasses import dataclass
from pathlib import PurePath

from django.contrib.auth.models import User

from cards.content.imports.applying import apply_import
from cards.content.imports.plan import Plan, find_document
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

    def apply(
        self, document: Document | None, *, imported_by: User | None = None, slug: str = ""
    ) -> Plan:
        """Import the notes and return what that changed; None makes a new document."""
        row = self.new_import(imported_by)
        return apply_import(row, self.source, self.outline, document, slug=slug)


def read_notes(data: bytes, name: str, encoding: str = "") -> Notes:
    """Read a file called `name`. Raises Refused where it cannot be imported."""
    name = PurePath(name.replace("\\", "/")).name[-_LONGEST_NAME:]
    source = read_source(data, encoding)
    return Notes(name, len(data), source, read_outline(source, PurePath(name).stem))
