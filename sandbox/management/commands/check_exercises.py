"""Prove what an exercise promises: right programs pass, wrong ones fall, examples are true."""

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from cards.models import Section
from sandbox.exercises.errors import ExerciseError
from sandbox.exercises.model import Exercise
from sandbox.exercises.proofs import Proof, prove
from sandbox.exercises.reader import load_exercise
from sandbox.exercises.sections import section_ids
from sandbox.judge.client import JudgeUnavailable, Zygote

FOLDER = settings.BASE_DIR / "fixtures" / "exercises"
DOCUMENTS = settings.BASE_DIR / "fixtures" / "documents"


class Command(BaseCommand):
    help = "Prove that exercises hold what they promise; the exit status is 1 where one does not."
    # The views need not be sound for exercises to be.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="all exercises if none")
        parser.add_argument("--jobs", type=int, default=1, help="exercises proved side by side")
        parser.add_argument("--quiet", action="store_true", help="only what does not hold")
        parser.add_argument(
            "--only", nargs="+", default=[], metavar="STEP",
            help="sections, cases, counts, reference, degenerate, example, starter, solution, "
            "alternate [NAME], mutant [NAME]",
        )  # fmt: skip
        parser.add_argument("--folder", type=Path, default=FOLDER, help="where exercises lie")

    def handle(
        self,
        *,
        slugs: list[str],
        jobs: int,
        quiet: bool,
        only: list[str],
        folder: Path,
        **_options: object,
    ) -> None:
        folders = [folder / slug for slug in slugs] or sorted(
            path.parent for path in folder.glob("*/exercise.toml")
        )
        if not folders:
            raise CommandError(f"There is no exercise in {folder}.")
        exercises = [exercise for one in folders if (exercise := self._read(one))]
        failed = len(folders) - len(exercises)
        try:
            for proof in self._proofs(exercises, max(1, jobs), tuple(only)):
                self._show_proof(proof, quiet=quiet)
                failed += not proof.holds
        except JudgeUnavailable as error:
            raise CommandError(f"The judge cannot run: {error}") from None
        if failed:
            raise CommandError(f"{failed} of {len(folders)} exercises do not hold.")
        self.stdout.write(f"All {len(folders)} exercises hold.")

    def _read(self, folder: Path) -> Exercise | None:
        try:
            return load_exercise(folder)
        except ExerciseError as error:
            self.stderr.write(str(error))
            return None

    def _proofs(
        self, exercises: list[Exercise], jobs: int, only: tuple[str, ...]
    ) -> Iterator[Proof]:
        """The proofs in the order of the exercises, with a private judge of their own."""
        sections = _known_sections()
        with (
            tempfile.TemporaryDirectory() as place,
            Zygote.start(Path(place), pool=jobs + 1) as zygote,
            ThreadPoolExecutor(jobs) as threads,
        ):

            def proved(exercise: Exercise) -> Proof:
                def progress(step: str) -> None:
                    self._show(f"{exercise.slug}: {step}")

                return prove(exercise, zygote, sections, progress, only)

            yield from threads.map(proved, exercises)

    def _show_proof(self, proof: Proof, *, quiet: bool) -> None:
        self._show("")
        self.stdout.write(f"{proof.slug}: {'holds' if proof.holds else 'DOES NOT HOLD'}")
        width = max((len(line.subject) for line in proof.lines), default=0)
        for line in proof.lines:
            if quiet and line.holds:
                continue
            mark = "ok" if line.holds else "NO"
            row = f"  {mark}  {line.aspect:<10}  {line.subject:<{width}}  {line.detail}".rstrip()
            self.stdout.write(row if line.holds else self.style.ERROR(row))

    def _show(self, step: str) -> None:
        """Show `step` on the terminal, in place of the step before."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{step}")
            sys.stderr.flush()


def _known_sections() -> frozenset[str]:
    """The ids in the database and in the shipped documents, whichever there are."""
    known = section_ids(DOCUMENTS)
    try:
        return known | frozenset(Section.objects.values_list("stable_id", flat=True))
    except DatabaseError:
        return known  # not migrated yet
