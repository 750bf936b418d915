"""Load the cards of fixtures/documents and what other apps ship, or check it all only."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cards.content import further
from cards.content.findings import find_objections
from cards.content.loader import is_loaded, load_documents
from cards.content.problems import ContentError
from cards.content.report import content_page, content_report
from cards.content.shipped_ids import id_objections, record_ids
from cards.content.validate import read_documents

FOLDER = settings.BASE_DIR / "fixtures" / "documents"
RECORD = "shipped-ids.txt"
"""Lies beside the folder."""


class Command(BaseCommand):
    help = "Load the documents, sections, cards and errata of content files. Progress is kept."
    # The views need not be sound for content to load.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument(
            "--if-changed", action="store_true", help="do nothing if nothing changed"
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="load nothing, report on the files; fails where there is something to mend",
        )
        parser.add_argument(
            "--page", type=Path, metavar="FILE", help="with --check, write the counts there too"
        )
        parser.add_argument(
            "--record",
            action="store_true",
            help=f"with --check of all files, add new ids to {RECORD}",
        )
        parser.add_argument(
            "--overwrite",
            nargs="+",
            default=[],
            metavar="ID",
            help="cards whose edits on this site give way to the shipped text, or “all”",
        )

    def handle(
        self,
        *,
        files: list[Path],
        if_changed: bool,
        check: bool,
        page: Path | None,
        record: bool,
        overwrite: list[str],
        verbosity: int,
        **_options: object,
    ) -> None:
        complete = not files
        files = files or sorted(FOLDER.glob("*.yaml"))
        if not files:
            raise CommandError(f"There is no content file in {FOLDER}.")
        try:
            if check:
                result = self._check(files, page, complete=complete, record=record)
            else:
                lazy = if_changed and not overwrite and complete
                result = self._load(files, overwrite, complete=complete, lazy=lazy)
        except ContentError as error:
            self._show("")
            count = len(error.problems)
            raise CommandError(f"{error}\n{count} problem(s), nothing was loaded.") from None
        self._show("")
        if verbosity:
            self.stdout.write(result)

    def _check(self, files: list[Path], page: Path | None, *, complete: bool, record: bool) -> str:
        """Report on the files; fail with every objection, each with its file and line."""
        documents = read_documents(files, self._show)
        if page is not None:
            page.write_text(content_page(documents), encoding="utf-8")
        result = "\n\n".join(
            [content_report(documents), *(one.check() for one in further.registered)]
        )
        objections = list(find_objections(documents))
        if complete:
            ids = FOLDER.parent / RECORD
            if record:
                record_ids(documents, ids)
            objections += id_objections(documents, ids)
        if objections:
            self._show("")
            self.stdout.write(result + "\n")
            found = "\n".join(objections)
            raise CommandError(f"{found}\n{len(objections)} thing(s) to mend.")
        return result

    def _load(self, files: list[Path], overwrite: list[str], *, complete: bool, lazy: bool) -> str:
        """Load everything, or with `lazy` what changed; what is further may need the documents."""
        done: list[str] = []
        if not (lazy and is_loaded(files)):
            report = load_documents(
                files, overwrite=overwrite, complete=complete, progress=self._show
            )
            done.append(str(report))
        for content in further.registered:
            if done or not content.is_loaded():
                done.append(content.load())
        return "\n".join(filter(None, done)) or "Content is up to date."

    def _show(self, step: str) -> None:
        """Show `step` on the terminal, in place of the step before."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{step}")
            sys.stderr.flush()
