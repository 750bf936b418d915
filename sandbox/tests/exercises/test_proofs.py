"""A sound exercise is proved, and each way of spoiling it is found."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sandbox.exercises.proofs import Line, Proof, prove
from sandbox.exercises.reader import load_exercise
from sandbox.exercises.sections import section_ids
from sandbox.judge.client import Zygote
from sandbox.tests.exercises.small import sound_exercise

pytestmark = pytest.mark.processes

Prover = Callable[..., Proof]


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with Zygote.start(tmp_path_factory.mktemp("zygote"), pool=2) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sound_exercise(tmp_path / "softmax")


@pytest.fixture
def proved(folder: Path, zygote: Zygote) -> Prover:

    def run(*only: str) -> Proof:
        return prove(load_exercise(folder), zygote, {"dl-part/basics"}, only=only)

    return run


def broken(proof: Proof) -> list[tuple[str, str]]:
    return [(line.aspect, line.subject) for line in proof.lines if not line.holds]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def the(proof: Proof, aspect: str, subject: str) -> Line:
    (line,) = (one for one in proof.lines if (one.aspect, one.subject) == (aspect, subject))
    return line


def test_a_sound_exercise_holds(proved: Prover) -> None:
    proof = proved()
    assert broken(proof) == []
    assert proof.holds
    assert the(proof, "mutant", "overflow (numpy)").detail == "WA by hidden “large”"
    assert "rejected in" in the(proof, "degenerate", "zeros (numpy)").detail
    assert "of the tolerance" in the(proof, "alternate", "loop (numpy)").detail
    assert "times the slowest case" in the(proof, "time", "numpy").detail


RIGHT = """
import numpy as np

def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)
"""


def test_a_mutant_that_is_right_is_found(folder: Path, proved: Prover) -> None:
    (folder / "mutants" / "none.numpy.py").write_text(f'"""Nothing wrong."""\n{RIGHT}')
    assert broken(proved("mutant none")) == [("mutant", "none (numpy)")]


def test_a_mutant_that_does_not_compile_proves_nothing(folder: Path, proved: Prover) -> None:
    (folder / "mutants" / "zeros.numpy.py").write_text('"""Zeros."""\nreturn')
    assert broken(proved("mutant zeros")) == [("mutant", "zeros (numpy)")]


def test_an_alternate_that_is_wrong_is_found(folder: Path, proved: Prover) -> None:
    edit(folder / "alternates" / "loop.numpy.py", "r / r.sum()", "r")
    proof = proved("alternate")
    assert broken(proof) == [("alternate", "loop (numpy)")]
    assert "WA in sample “two rows”" in the(proof, "alternate", "loop (numpy)").detail


def test_a_starter_that_solves_the_exercise_is_found(folder: Path, proved: Prover) -> None:
    (folder / "starter.numpy.py").write_text(RIGHT)
    assert broken(proved("starter")) == [("starter", "numpy")]


def test_a_starter_that_does_not_compile_is_found(folder: Path, proved: Prover) -> None:
    (folder / "starter.numpy.py").write_text("def softmax(x):\n    ...\nreturn\n")
    assert broken(proved("starter")) == [("starter", "numpy")]


def test_an_example_that_is_false_is_found(folder: Path, proved: Prover) -> None:
    edit(folder / "exercise.toml", "[[0.5, 0.5]]", "[[0.5, 0.6]]")
    proof = proved("example")
    assert broken(proof) == [("example", "numpy")]
    assert "0.5 where it says 0.6" in the(proof, "example", "numpy").detail


def test_a_statement_without_its_example_is_found(folder: Path, proved: Prover) -> None:
    edit(folder / "statement.zh.md", "{{example}}", "")
    proof = proved("example")
    assert broken(proof) == [("example", "numpy")]
    assert "statement.zh.md" in the(proof, "example", "numpy").detail


def test_a_section_that_does_not_exist_is_found(folder: Path, proved: Prover) -> None:
    edit(folder / "exercise.toml", "dl-part/basics", "dl-part/nothing")
    assert broken(proved("sections")) == [("sections", "")]


def test_too_few_cases_mutants_and_alternates_are_found(folder: Path, proved: Prover) -> None:
    edit(folder / "cases.py", "range(13)", "range(8)")
    (folder / "mutants" / "zeros.numpy.py").unlink()
    (folder / "alternates" / "loop.numpy.py").unlink()
    assert broken(proved("cases", "counts")) == [
        ("cases", "numpy"),
        ("counts", "mutants"),
        ("counts", "alternates"),
    ]


def test_random_cases_that_ignore_their_seed_are_found(folder: Path, proved: Prover) -> None:
    edit(folder / "cases.py", "for rows in (1, 3):", "for rng in [np.random.default_rng(1)]:")
    edit(folder / "cases.py", 'f"{rows} rows", "plain", {"x": rng.normal(size=(rows, 4))}',
         '"again", "plain", {"x": rng.normal(size=(3, 4))}')  # fmt: skip
    assert broken(proved("cases")) == [("cases", "random")]


def test_a_reference_that_fails_is_found(folder: Path, proved: Prover) -> None:
    edit(folder / "reference.py", "return exps", "raise ValueError(exps)\n    return exps")
    proof = proved("reference")
    assert not proof.holds
    assert ("reference", "numpy") in broken(proof)


def test_cases_that_accept_anything_are_found(folder: Path, proved: Prover) -> None:
    edit(folder / "exercise.toml", 'kind = "elementwise"', 'kind = "reduction"\nfloor = 1e9')
    found = broken(proved("mutant columns", "degenerate"))
    assert ("mutant", "columns (numpy)") in found
    assert ("degenerate", "zeros (numpy)") in found


def test_a_time_limit_without_slack_is_found(folder: Path, proved: Prover) -> None:
    edit(folder / "exercise.toml", "seconds = 1.0", "seconds = 0.2")
    edit(folder / "exercise.toml", "[tolerance]", '[rules]\nimports = ["time"]\n[tolerance]')
    edit(folder / "solution.numpy.py", "exps = ", "import time; time.sleep(0.15); exps = ")
    assert broken(proved("solution")) == [("time", "numpy")]


def test_the_ids_of_sections_are_read_from_the_documents(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("document: a\nsections: [{id: a/b}, {id: a/c}]\n")
    (tmp_path / "b.yaml").write_text("document: b\nsections: []\n")
    assert section_ids(tmp_path) == {"a/b", "a/c"}


@pytest.mark.django_db
def test_the_command_shows_a_table_and_fails_where_an_exercise_does(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("check_exercises", "--folder", str(folder.parent))
    table = capsys.readouterr().out
    assert "softmax: holds" in table
    assert "ok  mutant      overflow (numpy)" in table
    assert "All 1 exercises hold." in table
    edit(folder / "exercise.toml", "[[0.5, 0.5]]", "[[0.5, 0.6]]")
    (folder / "mutants" / "zeros.numpy.py").unlink()
    with pytest.raises(CommandError, match="1 of 1 exercises do not hold"):
        call_command(
            "check_exercises", "softmax", folder=folder.parent, quiet=True,
            only=["example", "counts", "sections"],
        )  # fmt: skip
    table = capsys.readouterr().out
    assert "NO  example" in table
    assert "NO  counts" in table
    assert "sections" not in table


@pytest.mark.django_db
def test_the_command_names_the_file_that_cannot_be_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder / "exercise.toml", "difficulty = 1", "difficulty = 9")
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("check_exercises", "softmax", "--folder", str(folder.parent))
    assert "exercise.toml:4: difficulty must be at most 5" in capsys.readouterr().err
