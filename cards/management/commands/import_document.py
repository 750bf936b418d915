"""Import notes in Markdown: attach them to the document they are the text of, or make a new one."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cards.content.imports.service import Notes, read_notes
from cards.content.imports.wording import counts, refusal, warnings
from cards.content.markdown.reading import MAX_BYTES
from cards.content.markdown.refusals import Refused
from cards.models import Document


class Command(BaseCommand):
    help = "Import notes in Markdown. The same file again changes nothing; progress is kept."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--document",
            default="",
            metavar="ID",
            help="the document that the notes belong to; without it, it is found by its sections",
        )
        parser.add_argument(
            "--new",
            action="store_true",
            help="make a new document, with the id --document if given",
        )
        parser.add_argument(
            "--encoding", default="", help="of the file, for example gb18030; otherwise UTF-8"
        )

    def handle(
        self, *, file: Path, document: str, new: bool, encoding: str, **_options: object
    ) -> None:
        # Names of files may have bytes that are no text.
        name = file.name.encode(errors="replace").decode()
        self._show("Reading the file")
        try:
            notes = read_notes(_read(file), name, encoding)
        except Refused as error:
            self._show("")
            offer = f"\nTry again with --encoding {error.offered}" if error.offered else ""
            raise CommandError(f"{name}: {refusal(error)}{offer}") from None
        target = _target(notes, document, new=new)
        self._show(f"Importing {len(notes.outline.parts)} sections")
        plan = notes.apply(target, slug=document)
        self._show("")
        where = target.stable_id if target else f"the new document “{plan.title}”"
        if plan.changes_nothing:
            self.stdout.write(f"{name}: nothing changed in {where}.")
            return
        done = ", ".join(f"{count} {what}" for count, what in counts(plan))
        self.stdout.write(f"{name}: imported into {where}.\nSections: {done}.")
        for warning in warnings(plan, notes.source):
            self.stdout.write(f"Warning: {warning}")

    def _show(self, step: str) -> None:
        """Show `step` on the terminal, in place of the step before."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{step}")
            sys.stderr.flush()


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def _target(notes: Notes, document: str, *, new: bool) -> Document | None:
    """The document to import into; None makes a new one."""
    known = Document.objects.filter(retired=False)
    found = known.filter(stable_id=document).first() if document else None
    if new:
        if found:
            raise CommandError(f"There is a document {document} already; leave --new out.")
        if Document.objects.filter(stable_id=document).exists():
            raise CommandError(f"A document {document} is out of use; take another id.")
        if document:
            _check_id(document)
        return None
    if document and found is None:
        names = ", ".join(known.values_list("stable_id", flat=True)) or "none"
        raise CommandError(
            f"There is no document {document}. There are: {names}. Add --new to make it."
        )
    return found or notes.find_document()


def _check_id(stable_id: str) -> None:
    try:
        Document._meta.get_field("stable_id").run_validators(stable_id)
    except ValidationError as error:
        raise CommandError(f"--document {stable_id}: {error.messages[0]}") from None
