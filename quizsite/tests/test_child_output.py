"""What a supervised program prints is kept to the last word."""

import os
from pathlib import Path

import pytest

from quizsite.supervisor.child import Child, Program

pytestmark = [pytest.mark.processes, pytest.mark.no_database]


def say() -> None:
    os.write(1, b"first\nlast words")
    os._exit(3)


def test_a_last_line_without_an_end_is_read_and_logged(tmp_path: Path) -> None:
    child = Child(Program("talker", say, lambda: True), tmp_path)
    os.set_blocking(child.output, True)
    read: list[str] = []
    while (lines := child.read_lines()) is not None:
        read += lines
    child.end()
    assert read == ["first", "last words"]
    assert (tmp_path / "talker.log").read_text(encoding="utf-8") == "first\nlast words\n"
