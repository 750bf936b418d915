"""What is wrong in a content file, told with file, line and card."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One mistake; `where` names the card, section or erratum, or is empty for the whole file.

    Lines count from 1; 0 stands for what is in no file.
    """

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        subject = f"{self.where}: " if self.where else ""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {subject}{self.message}"


class ContentError(Exception):
    """Content that cannot be loaded; `problems` holds everything found, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))
