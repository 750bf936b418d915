"""Reading an exercise: everything in its place, and every mistake told with file and line."""

from pathlib import Path

import pytest

from sandbox.exercises.errors import ExerciseError
from sandbox.exercises.reader import load_all, load_exercise, version_of
from sandbox.tests.exercises.small import sound_exercise


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sound_exercise(tmp_path / "softmax")


def replaced(path: Path, old: str, new: str) -> int:
    """Replace the text in the file; the line, from 1, where it stood."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def mistake(folder: Path) -> ExerciseError:
    with pytest.raises(ExerciseError) as caught:
        load_exercise(folder)
    return caught.value


def test_all_of_a_folder_is_read(folder: Path) -> None:
    exercise = load_exercise(folder)
    assert exercise.slug == "softmax"
    assert exercise.title.in_language("zh-hans") == "小"
    assert exercise.title.in_language("en") == "Small"
    assert exercise.frameworks == ("numpy",)
    assert exercise.limits.wall_seconds == 4.0
    assert [one.name for one in exercise.alternates] == ["log", "loop", "sigmoid"]
    assert exercise.mutants[0].note == "It is base_two."
    assert exercise.starters["numpy"].startswith("def softmax")
    assert exercise.categories["plain"].property.en == "It is right."
    assert len(exercise.cases().samples()) == 3


def test_the_version_follows_every_file(folder: Path) -> None:
    before = version_of(folder)
    assert load_exercise(folder).version == before
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "cases.pyc").write_bytes(b"x")
    assert version_of(folder) == before
    (folder / "mutants" / "zeros.numpy.py").rename(folder / "mutants" / "nought.numpy.py")
    assert version_of(folder) != before


def test_a_changed_cases_file_is_run_anew(folder: Path) -> None:
    assert load_exercise(folder).cases().samples()[2].name == "equal"
    replaced(folder / "cases.py", '"equal"', '"the same"')
    assert load_exercise(folder).cases().samples()[2].name == "the same"


def test_all_exercises_of_a_folder_are_read_by_slug(folder: Path) -> None:
    sound_exercise(folder.parent / "another")
    (folder.parent / "no-exercise").mkdir()
    assert list(load_all(folder.parent)) == ["another", "softmax"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("difficulty = 1", "difficulty = 6", "difficulty must be at most 5"),
        ("difficulty = 1", 'difficulty = "1"', "difficulty must be a whole number"),
        ('topic = "metric"', 'topic = "Metric!"', "topic must match"),
        ('kind = "function"', 'kind = "method"', "kind must be one of function, object"),
        ("seconds = 1.0", "seconds = 0", "limits.seconds must be more than 0"),
        ("seconds = 1.0", "second = 1.0", "limits.second is not a known key"),
        ('frameworks = ["numpy"]', 'frameworks = ["jax"]', "frameworks.0 must be one of"),
        ('kind = "elementwise"', 'kind = "close"', "tolerance.kind must be one of exact"),
        ('source = "folklore"', 'source = " "', "source is empty"),
        ('zh = "普通"}', 'zh = "普通", de = "x"}', "categories.plain.name.de is not a known key"),
    ],
)
def test_a_wrong_value_is_told_with_its_key_and_line(
    folder: Path, old: str, new: str, message: str
) -> None:
    path = folder / "exercise.toml"
    line = replaced(path, old, new)
    error = mistake(folder)
    assert (error.file, error.line) == (path, line)
    assert message in error.message
    assert str(error).startswith(f"{path}:{line}: ")


def test_a_missing_key_is_told(folder: Path) -> None:
    replaced(folder / "exercise.toml", "difficulty = 1", "")
    assert mistake(folder).message == "difficulty is missing"


def test_what_is_not_toml_is_told_with_its_line(folder: Path) -> None:
    path = folder / "exercise.toml"
    line = replaced(path, "difficulty = 1", "difficulty 1")
    error = mistake(folder)
    assert (error.file, error.line) == (path, line)
    assert "is not TOML" in error.message


@pytest.mark.parametrize(
    "name",
    [
        "exercise.toml",
        "statement.zh.md",
        "solution.en.md",
        "starter.numpy.py",
        "solution.numpy.py",
        "reference.py",
    ],
)
def test_a_missing_or_empty_file_is_told(folder: Path, name: str) -> None:
    (folder / name).write_text("\n")
    error = mistake(folder)
    assert (error.file.name, error.message) == (name, "is empty")
    (folder / name).unlink()
    assert mistake(folder).message == "is missing"


def test_a_program_is_named_by_its_framework_and_says_what_is_special(folder: Path) -> None:
    wrong = folder / "mutants" / "odd.jax.py"
    wrong.write_text('"""Odd."""')
    assert "NAME.FRAMEWORK.py" in mistake(folder).message
    wrong.unlink()
    silent = folder / "mutants" / "odd.numpy.py"
    silent.write_text("def softmax(x): ...")
    error = mistake(folder)
    assert (error.file, error.line) == (silent, 1)
    assert "docstring" in error.message


def test_our_programs_define_the_entry(folder: Path) -> None:
    (folder / "reference.py").write_text("def sofmax(x): ...")
    assert mistake(folder).message.startswith("does not define softmax")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('Case("equal", "plain"', 'Case("equal", "Plain!"', "AuthoringError: case 'equal'"),
        ("def random(rng):", "def randon(rng):", "defines no function random()"),
        ("import numpy as np", "import numpi as np", "ModuleNotFoundError"),
        ("np.zeros((2, 2))", "np.zeros((2, -2))", "ValueError"),
    ],
)
def test_a_mistake_in_the_cases_is_told(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "cases.py"
    line = replaced(path, old, new)
    with pytest.raises(ExerciseError, match=r"cases\.py") as caught:
        load_exercise(folder).cases().samples()
    assert message in caught.value.message
    assert caught.value.line in (line, 0)
