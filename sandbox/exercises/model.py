"""An exercise as read from its folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sandbox.exercises.authoring import Tolerance
from sandbox.exercises.case_source import CaseSource, load_cases
from sandbox.exercises.source_text import top_level_functions

Framework = Literal["numpy", "torch"]
FRAMEWORKS: tuple[Framework, ...] = ("numpy", "torch")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and Simplified Chinese."""

    en: str
    zh: str

    def in_language(self, code: str) -> str:
        """The words for a Django language code such as `zh-hans`."""
        return self.zh if code.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of case: its name, what must hold in it, and perhaps a hint for when it fails."""

    key: str
    name: Text
    property: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one case may use: CPU seconds and memory."""

    seconds: float = 2.0
    memory_mb: int = 512

    @property
    def wall_seconds(self) -> float:
        """The limit by the clock on the wall, which also counts waiting."""
        return 3 * self.seconds + 1


@dataclass(frozen=True, slots=True)
class Rules:
    """What a submission may not call or import.

    `torch_functions` are qualified names such as `torch.nn.functional.batch_norm`,
    `torch_operators` names such as `aten::native_batch_norm`, `numpy_forbidden` qualified names
    found in the source; `imports` are modules allowed besides the framework's usual ones.
    """

    torch_functions: tuple[str, ...] = ()
    torch_operators: tuple[str, ...] = ()
    numpy_forbidden: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """`fresh`: outputs share no memory with an input; `mutates`: arguments that may change."""

    fresh: bool = False
    mutates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn of a wrong case; `settings` names arguments and output leaves."""

    kind: Literal["boxes", "heatmap", "curve", "none"] = "none"
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """The statement's worked example: `call` gives `result` after `setup`, all Python text."""

    call: str
    result: str
    setup: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """A mutant or an alternate: a whole submission with a line saying what is special about it."""

    name: str
    framework: Framework
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """Everything in the folder of an exercise; `version` changes whenever any file does."""

    slug: str
    folder: Path
    version: str
    title: Text
    summary: Text
    difficulty: int
    topic: str
    sections: tuple[str, ...]
    source: str
    kind: Literal["function", "object"]
    entry: str
    frameworks: tuple[Framework, ...]
    reference_framework: Framework
    reference: str
    tolerance: Tolerance
    gradient_tolerance: Tolerance
    limits: Limits
    rules: Rules
    output: Output
    picture: Picture
    examples: Mapping[Framework, Example]
    categories: Mapping[str, Category]
    hints: tuple[Text, ...]
    statement: Text
    solution_notes: Text
    starters: Mapping[Framework, str]
    solutions: Mapping[Framework, str]
    mutants: tuple[Program, ...]
    alternates: tuple[Program, ...]

    def cases(self) -> CaseSource:
        """The exercise's cases; runs its `cases.py` once. Raises `ExerciseError`."""
        return load_cases(self.folder / "cases.py", self.version)

    @property
    def defines_scale(self) -> bool:
        """Whether the reference module has a `scale(…)` for reductions."""
        return "scale" in top_level_functions(self.reference)
