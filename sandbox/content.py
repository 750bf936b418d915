"""Bring the exercises of fixtures/exercises into the database, at nobody's cost of progress.

One exercise that is broken or has no section here is told and left out; the others load.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from cards.content.exercise_cards import ExerciseCard, retire_exercise_cards, save_exercise_cards
from cards.languages import ContentLanguage
from cards.models import Card, Section, SiteSettings
from sandbox.exercise_pages import page_of
from sandbox.models import Exercise

if TYPE_CHECKING:
    from sandbox.exercises.model import Exercise as Files

# Raise it whenever the same files must load differently.
_FORMAT = 1
_BACK = {
    ContentLanguage.EN: "Open the exercise and submit a solution: solving it gives the grade.",
    ContentLanguage.ZH: "打开这道练习并提交解答：评分由解题过程得出。",
}


@dataclass(frozen=True, slots=True)
class ExerciseContent:
    """What `load_content` loads besides documents (see `cards.content.further`)."""

    def is_loaded(self) -> bool:
        """Whether exactly the present files are loaded. Reads them, but parses nothing."""
        stored = Exercise.objects.filter(retired=False).values_list("slug", "files_digest")
        return dict(stored) == {folder.name: _digest(folder) for folder in _folders()}

    def load(self) -> str:
        """Load what can be loaded and say what changed and what could not be."""
        return str(load_exercises())

    def check(self) -> str:
        """Say which exercises cannot be read."""
        read, problems = _read_all()
        return "\n".join([f"Exercises: {len(read)} can be read.", *problems])


@dataclass(slots=True)
class ExerciseReport:
    """What a load did, as slugs; `problems` are sentences."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = {
            "new": self.created,
            "changed": self.changed,
            "returned": self.returned,
            "retired": self.retired,
            "unchanged": self.unchanged,
        }
        if not any(counts.values()):
            return "\n".join(self.problems)
        numbers = ", ".join(f"{len(slugs)} {name}" for name, slugs in counts.items())
        return "\n".join([f"Exercises: {numbers}.", *self.problems])


@dataclass(frozen=True, slots=True)
class _Placed:
    """An exercise of the files and the sections of it that exist here; the first is its home."""

    files: "Files"
    sections: Sequence[Section]

    @property
    def reading_order(self) -> tuple[int, int, int, str]:
        home = self.sections[0]
        place = home.document.position, home.position
        return (*place, self.files.difficulty, self.files.slug)


def load_exercises() -> ExerciseReport:
    """Upsert the exercises of the files with their cards, and retire those that vanished."""
    read, problems = _read_all()
    report = ExerciseReport(problems=problems)
    with transaction.atomic():
        # One load at a time, for hosts that start at the same moment.
        SiteSettings.load()
        SiteSettings.objects.select_for_update(no_key=True).get()
        placed = sorted(_place(read, report), key=lambda one: one.reading_order)
        cards = save_exercise_cards(list(_cards(placed)))
        rows = Exercise.objects.in_bulk([one.files.slug for one in placed], field_name="slug")
        for position, one in enumerate(placed):
            _save(rows.get(one.files.slug), one, position, cards, report)
        present = Exercise.objects.filter(retired=False).select_related("card")
        _retire(list(present.exclude(slug__in=[one.files.slug for one in placed])), report)
    return report


def _folders() -> list[Path]:
    return sorted(path.parent for path in Path(settings.EXERCISES_DIR).glob("*/exercise.toml"))


def _digest(folder: Path) -> str:
    """Changes with the name or the content of any file of an exercise."""
    digest = hashlib.sha256(b"%d\n" % _FORMAT)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _read_all() -> tuple[list["Files"], list[str]]:
    # The reader loads NumPy, which the web server must never do.
    from sandbox.exercises.errors import ExerciseError
    from sandbox.exercises.reader import load_exercise

    read, problems = [], []
    for folder in _folders():
        try:
            read.append(load_exercise(folder))
        except ExerciseError as error:
            problems.append(f"Left out the exercise {folder.name}: {error}")
    return read, problems


def _place(read: Sequence["Files"], report: ExerciseReport) -> Iterator[_Placed]:
    wanted = {name for files in read for name in files.sections}
    sections = Section.objects.filter(retired=False, document__retired=False)
    known = sections.select_related("document").in_bulk(list(wanted), field_name="stable_id")
    for files in read:
        found = [known[name] for name in files.sections if name in known]
        missing = ", ".join(name for name in files.sections if name not in known)
        if not found:
            report.problems.append(
                f"Left out the exercise {files.slug}: no document here has its section {missing}."
            )
            continue
        if missing:
            report.problems.append(f"The exercise {files.slug} names no section here: {missing}.")
        yield _Placed(files, found)


def _cards(placed: Sequence[_Placed]) -> Iterator[ExerciseCard]:
    places: Counter[int] = Counter()
    for one in placed:
        home, files = one.sections[0], one.files
        yield ExerciseCard(
            stable_id=f"exercise/{files.slug}",
            section=home,
            place=places[home.pk],
            difficulty=files.difficulty,
            texts={
                language: (
                    f"**{files.title.in_language(language)}**\n\n"
                    f"{files.summary.in_language(language)}",
                    back,
                )
                for language, back in _BACK.items()
            },
        )
        places[home.pk] += 1


def _save(
    row: Exercise | None,
    one: _Placed,
    position: int,
    cards: Mapping[str, Card],
    report: ExerciseReport,
) -> None:
    files = one.files
    values = {
        "title_en": files.title.en,
        "title_zh": files.title.zh,
        "summary_en": files.summary.en,
        "summary_zh": files.summary.zh,
        "version": files.version,
        "files_digest": _digest(files.folder),
        "difficulty": files.difficulty,
        "topic": files.topic,
        "kind": files.kind,
        "entry": files.entry,
        "frameworks": list(files.frameworks),
        "page": page_of(files),
        "position": position,
        "card": cards[f"exercise/{files.slug}"],
        "retired": False,
    }
    _note(row, files.slug, files.version, report)
    row = row or Exercise(slug=files.slug)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    row.sections.set(one.sections)


def _note(row: Exercise | None, slug: str, version: str, report: ExerciseReport) -> None:
    if row is None:
        report.created.append(slug)
    elif row.retired:
        report.returned.append(slug)
    elif row.version != version:
        report.changed.append(slug)
    else:
        report.unchanged.append(slug)


def _retire(rows: Sequence[Exercise], report: ExerciseReport) -> None:
    retire_exercise_cards([row.card for row in rows])
    Exercise.objects.filter(pk__in=[row.pk for row in rows]).update(retired=True)
    report.retired += [row.slug for row in rows]
