"""What is wrong with an exercise, told with file and line."""

from pathlib import Path


class ExerciseError(Exception):
    """One mistake in the folder of an exercise; lines count from 1, 0 stands for the whole file."""

    def __init__(self, file: Path, line: int, message: str) -> None:
        self.file = file
        self.line = line
        self.message = message
        super().__init__(file, line, message)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.message}"
