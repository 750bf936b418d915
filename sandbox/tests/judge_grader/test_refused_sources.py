"""What is refused before anything runs."""

from collections.abc import Callable

import pytest

from sandbox.exercises.model import Exercise
from sandbox.judge.grader.submission import MAX_SOURCE, Refused, normalised, program_of
from sandbox.judge.grader.verdicts import Verdict


def refusal(exercise: Exercise, source: str | bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        program_of(exercise, source, exercise.frameworks[0], "cpu")
    return caught.value


@pytest.mark.parametrize(
    ("source", "verdict", "code", "values"),
    [
        ("", "CE", "source-empty", {}),
        (" \n\t\n", "CE", "source-empty", {}),
        (b"#" * (MAX_SOURCE + 1), "CE", "source-too-large", {"bytes": 65537, "most": 65536}),
        (b"x = 1 # \xff", "CE", "source-not-utf8", {"position": 8}),
        ("x = '\ud800'", "CE", "source-not-utf8", {"position": 5}),
        ("x = 1\ny = '\0'", "CE", "source-nul", {"line": 2}),
        ("# coding: utf-7\nx = 1", "CE", "source-encoding", {"line": 1, "name": "utf-7"}),
        ("#!x\n# -*- coding: rot13 -*-", "CE", "source-encoding", {"line": 2, "name": "rot13"}),
        ("def f(:", "CE", "syntax-error", {"line": 1, "message": "invalid syntax"}),
        ("-" * 60_000 + "1", "CE", "source-nested", {}),
        ("(" * 60_000, "CE", "syntax-error", {"line": 1, "message": "too many nested parentheses"}),
        ("import os", "RV", "rule-import", {"line": 1, "name": "os"}),
        ("\n__import__('os')", "RV", "rule-import", {"line": 2, "name": "os"}),
    ],
)
def test_such_a_source_is_refused(
    exercise: Callable[[str], Exercise],
    source: str | bytes,
    verdict: str,
    code: str,
    values: dict[str, object],
) -> None:
    refused = refusal(exercise("softmax"), source)
    assert refused.verdict is Verdict(verdict)
    assert (refused.message.code, refused.message.values) == (code, values)
    assert str(refused.message)


def test_marks_of_other_systems_are_taken_off() -> None:
    assert normalised(b"\xef\xbb\xbfx = 1\r\ny = 2\rz = 3\n") == "x = 1\ny = 2\nz = 3\n"


@pytest.mark.parametrize("source", ["# coding: utf-8\nx = 1", "x = 'coding: latin-1'", "x = 'é名'"])
def test_harmless_text_passes(source: str) -> None:
    assert normalised(source) == source


def test_what_the_text_warns_of_is_no_error(exercise: Callable[[str], Exercise]) -> None:
    assert program_of(exercise("softmax"), "x = '\\d'\nassert (1, 2)", "numpy", "cpu").source
