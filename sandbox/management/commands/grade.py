"""Grade a file from one's own editor, through the same judge, without web server or broker."""

import json
import os
import secrets
import sys
import tempfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from sandbox.errors import SandboxError
from sandbox.explanations import explain_message
from sandbox.grade_report import case_lines, report_data, summary_lines
from sandbox.sources import decode_source

if TYPE_CHECKING:
    from sandbox.exercises.model import Exercise, Framework
    from sandbox.judge.grader import CaseReport, Report

_NOT_GRADED = 2
# Anything longer is refused for its length, whatever its length is.
_ENOUGH = 1 << 20


class Command(BaseCommand):
    help = (
        "Grade a program with the cases of an exercise and show what is wrong with it.\n"
        "Exit status: 0 accepted, 1 not accepted, 2 nothing could be graded."
    )
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:  # noqa: ANN401
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("exercise", metavar="EXERCISE", help="its id, for example nms")
        parser.add_argument("file", metavar="FILE", type=Path, help="the program")
        parser.add_argument("--framework", choices=["numpy", "torch"], help="default: as imported")
        parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
        parser.add_argument("--samples", action="store_true", help="the sample cases only")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")
        parser.add_argument("--seed", type=int, help="repeat the random cases of an earlier run")
        parser.add_argument("--language", choices=["en", "zh"], help="default: as LANG says")

    def handle(self, *, language: str | None, **options: Any) -> None:  # noqa: ANN401
        with translation.override(_language(language)):
            report = self.grade(**options)
        if report.verdict != "AC":
            sys.exit(1)

    def grade(
        self,
        *,
        exercise: str,
        file: Path,
        framework: str | None,
        device: str,
        samples: bool,
        seed: int | None,
        **options: Any,  # noqa: ANN401  # Django's own
    ) -> "Report":
        from sandbox.judge.client import JudgeUnavailable

        files = _exercise(exercise)
        source = _source(file)
        known = _framework(files, framework, source)
        as_json = options["json"]
        try:
            report = _graded(
                files,
                source,
                framework=known,
                device=device,
                scope="samples" if samples else "full",
                seed=secrets.randbits(62) if seed is None else abs(seed),
                on_case=_ignore if as_json else partial(self.show_case, _properties(files)),
            )
        except JudgeUnavailable as error:
            _refuse(
                _("Nothing can be graded on this machine: {reason}. {remedy}").format(
                    reason=error.reason, remedy=error.remedy
                )
            )
        if as_json:
            self.stdout.write(json.dumps(report_data(report), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(summary_lines(report, samples=samples)))
        return report

    def show_case(self, properties: Mapping[str, str], case: "CaseReport") -> None:
        self.stdout.write("\n".join(case_lines(case, properties)))
        self.stdout.flush()


def _graded(files: "Exercise", source: str, *, on_case: Any, **options: Any) -> "Report":  # noqa: ANN401
    from sandbox.judge.client import Zygote
    from sandbox.judge.grader import grade

    unconfined = settings.JUDGE_UNCONFINED
    with (
        tempfile.TemporaryDirectory(prefix="quizsite-grade-") as folder,
        Zygote.start(Path(folder), pool=2, unconfined=unconfined) as zygote,
    ):
        return grade(files, source, zygote=zygote, on_case=on_case, **options)


def _exercise(slug: str) -> "Exercise":
    from sandbox.exercises.errors import ExerciseError
    from sandbox.exercises.reader import load_exercise

    root = Path(settings.EXERCISES_DIR)
    known = sorted(path.parent.name for path in root.glob("*/exercise.toml"))
    if slug not in known:
        listed = ", ".join(known) or "–"
        _refuse(
            _("There is no exercise {slug}. There are: {known}").format(slug=slug, known=listed)
        )
    try:
        return load_exercise(root / slug)
    except ExerciseError as error:
        _refuse(_("The exercise cannot be read: {error}").format(error=error))


def _source(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(_ENOUGH)
        size = file.stat().st_size
        return decode_source(content if len(content) == size else content.ljust(_ENOUGH))
    except OSError as error:
        _refuse(_("{file} cannot be read: {reason}").format(file=file, reason=error.strerror))
    except SandboxError as error:
        _refuse(f"{file}: {explain_message(error.code, error.values)}")


def _framework(files: "Exercise", asked: str | None, source: str) -> "Framework":
    """The framework asked for, else the one that the program imports."""
    guess = "torch" if "torch" in source else "numpy"
    wanted = asked or (guess if guess in files.frameworks else files.frameworks[0])
    known = next((one for one in files.frameworks if one == wanted), None)
    if known is None:
        values = {"framework": wanted, "known": ", ".join(files.frameworks)}
        _refuse(explain_message("unknown-framework", values))
    if known == "torch" and find_spec("torch") is None:
        _refuse(_("PyTorch is not installed here. “make run” installs it."))
    return known


def _properties(files: "Exercise") -> dict[str, str]:
    language = translation.get_language() or "en"
    return {key: one.property.in_language(language) for key, one in files.categories.items()}


def _language(asked: str | None) -> str:
    words = asked or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh-hans" if words.startswith("zh") else "en"


def _ignore(_case: "CaseReport") -> None:
    """The whole report is printed at the end."""


def _refuse(reason: str) -> NoReturn:
    raise CommandError(reason, returncode=_NOT_GRADED)
