"""The texts that the page of an exercise shows, kept with its row and read in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from sandbox.models import Exercise

if TYPE_CHECKING:
    from sandbox.exercises.model import Category, Text
    from sandbox.exercises.model import Exercise as Files


@dataclass(frozen=True, slots=True)
class Example:
    """The worked example: `call` gives `result` after `setup`, all Python text."""

    call: str
    result: str
    setup: str


@dataclass(frozen=True, slots=True)
class CategoryTexts:
    """A kind of case: its name, what must hold in it, and a hint (or "") for when it fails."""

    name: str
    property: str
    hint: str


@dataclass(frozen=True, slots=True)
class ExercisePage:
    """What everybody may read of an exercise; hints and solutions are handed out one by one.

    `starters` and `examples` are by framework, `categories` by key; `statement` is Markdown.
    """

    statement: str
    source: str
    starters: Mapping[str, str]
    examples: Mapping[str, Example]
    categories: Mapping[str, CategoryTexts]
    hints: int
    seconds: float
    memory_mb: int
    forbidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """The commented solution in each framework, and the Markdown that explains it."""

    notes: str
    programs: Mapping[str, str]


def exercise_page(exercise: Exercise, language: str | None = None) -> ExercisePage:
    """Return the page in `language` (a Django code; by default that of the interface)."""
    page, code = exercise.page, _code(language)
    return ExercisePage(
        statement=page["statement"][code],
        source=page["source"],
        starters=page["starters"],
        examples={name: Example(**example) for name, example in page["examples"].items()},
        categories={
            key: CategoryTexts(**{name: text[code] for name, text in category.items()})
            for key, category in page["categories"].items()
        },
        hints=len(page["hints"]),
        seconds=page["seconds"],
        memory_mb=page["memory_mb"],
        forbidden=tuple(page["forbidden"]),
    )


def hint_text(exercise: Exercise, number: int, language: str | None = None) -> str:
    """Return hint `number`, from 1; raises IndexError where there is none."""
    if number < 1:
        raise IndexError(number)
    return str(exercise.page["hints"][number - 1][_code(language)])


def solution_of(exercise: Exercise, language: str | None = None) -> Solution:
    """Return the solution; whether somebody may see it is decided elsewhere."""
    page = exercise.page
    return Solution(notes=page["solution_notes"][_code(language)], programs=page["solutions"])


def page_of(files: "Files") -> dict[str, Any]:
    """Return what is kept of an exercise's files, as JSON."""
    rules = files.rules
    return {
        "statement": _both(files.statement),
        "source": files.source,
        "starters": dict(files.starters),
        "examples": {
            name: {"call": one.call, "result": one.result, "setup": one.setup}
            for name, one in files.examples.items()
        },
        "categories": {key: _category(one) for key, one in files.categories.items()},
        "hints": [_both(hint) for hint in files.hints],
        "solutions": dict(files.solutions),
        "solution_notes": _both(files.solution_notes),
        "seconds": files.limits.seconds,
        "memory_mb": files.limits.memory_mb,
        "forbidden": sorted({*rules.torch_functions, *rules.numpy_forbidden}),
    }


def _category(category: "Category") -> dict[str, dict[str, str]]:
    hint = category.hint
    return {
        "name": _both(category.name),
        "property": _both(category.property),
        "hint": _both(hint) if hint else {"en": "", "zh": ""},
    }


def _both(text: "Text") -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _code(language: str | None) -> str:
    return "zh" if (language or get_language() or "en").startswith("zh") else "en"
