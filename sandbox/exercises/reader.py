"""Reads the folders of exercises. None of their code is run here."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.exercises.authoring import AuthoringError, Tolerance
from sandbox.exercises.errors import ExerciseError
from sandbox.exercises.model import (
    FRAMEWORKS,
    Category,
    Example,
    Exercise,
    Framework,
    Limits,
    Output,
    Picture,
    Program,
    Rules,
    Text,
)
from sandbox.exercises.shape import check_shape
from sandbox.exercises.source_text import first_docstring_line, top_level_functions

MAX_FILE = 1 << 20
_IGNORED = {"__pycache__"}


def load_all(root: Path) -> dict[str, Exercise]:
    """Every exercise below `root` by slug, in the order of slugs. Raises `ExerciseError`."""
    folders = sorted(path.parent for path in root.glob("*/exercise.toml"))
    return {folder.name: load_exercise(folder) for folder in folders}


def load_exercise(folder: Path) -> Exercise:
    """The exercise in `folder`. Raises `ExerciseError` for the first mistake found."""
    path = folder / "exercise.toml"
    text = _read(path)
    data = _parse(path, text)
    check_shape(data, path, text)
    frameworks: tuple[Framework, ...] = tuple(data["frameworks"])
    tolerance = _tolerance(path, data["tolerance"])
    exercise = Exercise(
        slug=folder.name,
        folder=folder,
        version=version_of(folder),
        title=Text(**data["title"]),
        summary=Text(**data["summary"]),
        difficulty=data["difficulty"],
        topic=data["topic"],
        sections=tuple(data["sections"]),
        source=data["source"],
        kind=data["kind"],
        entry=data["entry"],
        frameworks=frameworks,
        reference_framework=data["reference"]["framework"],
        reference=_read(folder / "reference.py"),
        tolerance=tolerance,
        gradient_tolerance=_gradient_tolerance(path, data["tolerance"], tolerance),
        limits=Limits(**data.get("limits", {})),
        rules=Rules(**{name: tuple(value) for name, value in data.get("rules", {}).items()}),
        output=_output(data.get("output", {})),
        picture=_picture(data.get("picture", {"kind": "none"})),
        examples={name: _example(data["example"], name) for name in frameworks},
        categories={key: _category(key, value) for key, value in data["categories"].items()},
        hints=tuple(Text(**hint) for hint in data["hints"]),
        statement=_bilingual(folder, "statement"),
        solution_notes=_bilingual(folder, "solution"),
        starters={name: _read(folder / f"starter.{name}.py") for name in frameworks},
        solutions={name: _read(folder / f"solution.{name}.py") for name in frameworks},
        mutants=_programs(folder / "mutants", frameworks),
        alternates=_programs(folder / "alternates", frameworks),
    )
    _check_entry(exercise)
    return exercise


def version_of(folder: Path) -> str:
    """A hash of the names and bytes of all files in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _IGNORED & set(path.parts):
            name = path.relative_to(folder).as_posix().encode()
            content = path.read_bytes()
            digest.update(b"%d:%s%d:" % (len(name), name, len(content)) + content)
    return digest.hexdigest()


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE:
            raise ExerciseError(path, 0, f"is larger than {MAX_FILE} bytes")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ExerciseError(path, 0, "is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ExerciseError(path, 0, f"cannot be read: {error}") from None
    if not text.strip():
        raise ExerciseError(path, 0, "is empty")
    return text


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _number_after(str(error), "line ")
        raise ExerciseError(path, line, f"is not TOML: {error}") from None


def _number_after(message: str, word: str) -> int:
    digits = message.partition(word)[2].partition(",")[0]
    return int(digits) if digits.isdigit() else 0


def _tolerance(path: Path, data: Mapping[str, Any]) -> Tolerance:
    values = {name: value for name, value in data.items() if name != "gradient"}
    try:
        return Tolerance(**values)
    except AuthoringError as error:
        raise ExerciseError(path, 0, f"tolerance: {error}") from None


def _gradient_tolerance(path: Path, data: Mapping[str, Any], outputs: Tolerance) -> Tolerance:
    """What `[tolerance.gradient]` says, else a reduction at least as wide as the outputs'."""
    if "gradient" in data:
        return _tolerance(path, data["gradient"])
    plain = Tolerance("reduction")
    factor = max(outputs.relative_factor, plain.relative_factor)
    return Tolerance("reduction", factor, floor=outputs.floor)


def _output(data: Mapping[str, Any]) -> Output:
    return Output(data.get("fresh", False), tuple(data.get("mutates", ())))


def _picture(data: Mapping[str, Any]) -> Picture:
    return Picture(data["kind"], {name: text for name, text in data.items() if name != "kind"})


def _example(data: Mapping[str, Any], framework: Framework) -> Example:
    common = {name: value for name, value in data.items() if name not in FRAMEWORKS}
    return Example(**(common | data.get(framework, {})))


def _category(key: str, data: Mapping[str, Any]) -> Category:
    hint = Text(**data["hint"]) if "hint" in data else None
    return Category(key, Text(**data["name"]), Text(**data["property"]), hint)


def _bilingual(folder: Path, name: str) -> Text:
    return Text(_read(folder / f"{name}.en.md"), _read(folder / f"{name}.zh.md"))


def _programs(folder: Path, frameworks: tuple[Framework, ...]) -> tuple[Program, ...]:
    """The mutants or alternates in `folder`, named `<name>.<framework>.py`."""
    programs = []
    for path in sorted(folder.glob("*.py")):
        name, _, framework = path.stem.rpartition(".")
        source = _read(path)
        note = first_docstring_line(source)
        match = next((known for known in frameworks if known == framework), None)
        if not name or match is None:
            raise ExerciseError(path, 0, f"is not named NAME.FRAMEWORK.py ({frameworks})")
        if not note:
            raise ExerciseError(path, 1, "has no docstring that says what is special about it")
        programs.append(Program(name, match, source, note))
    return tuple(programs)


def _check_entry(exercise: Exercise) -> None:
    """Every program of ours defines the entry, so that a typing error is found by its file."""
    files = {"reference.py": exercise.reference}
    files |= {f"starter.{name}.py": text for name, text in exercise.starters.items()}
    files |= {f"solution.{name}.py": text for name, text in exercise.solutions.items()}
    for name, text in files.items():
        if exercise.entry not in top_level_functions(text):
            message = f"does not define {exercise.entry}, or is not valid Python"
            raise ExerciseError(exercise.folder / name, 0, message)
