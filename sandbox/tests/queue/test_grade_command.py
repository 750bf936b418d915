"""`manage.py grade`: a file of one's own, graded without web server or broker."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from sandbox.grade_report import case_lines
from sandbox.judge.client import JudgeUnavailable
from sandbox.judge.grader.messages import Message
from sandbox.management.commands import grade
from sandbox.tests.queue.fake_judge import make_case, make_report, wrong_case

RIGHT = "import numpy as np\n"


@pytest.fixture(autouse=True)
def shipped_exercises(settings: Settings) -> None:
    settings.EXERCISES_DIR = settings.BASE_DIR / "fixtures" / "exercises"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "nms.py"
    file.write_text(RIGHT)
    return file


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the judge was asked; it accepts everything unless told what to answer."""
    found: dict[str, Any] = {"report": make_report("AC", "AC")}

    def answer(exercise: Any, source: str, *, on_case: Any, **options: Any) -> Any:
        found.update(options, exercise=exercise.slug, source=source)
        for case in found["report"].cases:
            on_case(case)
        return found["report"]

    monkeypatch.setattr(grade, "_graded", answer)
    return found


def run(*arguments: object) -> tuple[int, str]:
    """The exit status and what was printed."""
    out = StringIO()
    try:
        call_command("grade", *map(str, arguments), stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    return str(caught.value)


def test_an_accepted_program_ends_with_status_zero(program: Path, asked: dict[str, Any]) -> None:
    status, printed = run("nms", program)
    assert status == 0
    assert "✓ AC    1  case 0 (float64, cpu, 0 ms)" in printed
    assert "AC  Accepted: 2 of 2 cases passed" in printed
    assert (asked["scope"], asked["device"], asked["framework"]) == ("full", "cpu", "numpy")


def test_a_wrong_one_ends_with_status_one_and_says_why(
    program: Path, asked: dict[str, Any]
) -> None:
    asked["report"] = make_report("WA", cases=(make_case(), wrong_case(1)), output="printed\n")
    status, printed = run("nms", program)
    assert status == 1
    assert "✗ WA    2  case 1" in printed
    assert "1 of 2 values are wrong" in printed
    assert "result[0, 1] is nan, expected 1.0" in printed
    assert "a = 1" in printed
    assert "WA  Wrong answer: 1 of 2 cases passed" in printed
    assert "It printed:\n  printed\n" in printed


def test_what_must_hold_stands_only_beside_wrong_values() -> None:
    wrong = wrong_case(1)
    slow = make_case(1, "TLE", message=Message("timed-out", {"seconds": 2}))
    properties = {wrong.category: "It is exact.", slow.category: "It is exact."}
    assert "It is exact." in "\n".join(case_lines(wrong, properties))
    assert "It is exact." not in "\n".join(case_lines(slow, properties))


def test_passing_the_samples_is_not_called_accepted(program: Path, asked: dict[str, Any]) -> None:
    status, printed = run("nms", program, "--samples")
    assert (status, asked["scope"]) == (0, "samples")
    assert "Sample cases passed" in printed
    assert "Accepted" not in printed


def test_everything_can_be_had_as_json(program: Path, asked: dict[str, Any]) -> None:
    message = Message("timed-out", {"seconds": 2})
    cases = (make_case(), make_case(1, "TLE", message=message))
    asked["report"] = make_report(cases=cases, verdict="TLE")
    status, printed = run("nms", program, "--json")
    data = json.loads(printed)
    assert (status, data["verdict"], data["cases"][0]["message"]) == (1, "TLE", None)
    assert data["cases"][1]["message"]["words"] == "It ran longer than 2 s."


def test_the_random_cases_of_a_run_can_be_repeated(program: Path, asked: dict[str, Any]) -> None:
    run("nms", program, "--seed", 7)
    assert asked["seed"] == 7
    run("nms", program)
    first = asked["seed"]
    run("nms", program)
    assert asked["seed"] != first


def test_the_framework_is_the_one_imported_or_the_one_asked_for(
    program: Path, asked: dict[str, Any]
) -> None:
    program.write_text("import torch\n")
    run("nms", program)
    assert asked["framework"] == "torch"
    run("nms", program, "--framework", "numpy", "--device", "cuda")
    assert (asked["framework"], asked["device"]) == ("numpy", "cuda")


def test_an_unconfined_run_says_so(program: Path, asked: dict[str, Any]) -> None:
    asked["report"] = make_report(confinement="unconfined")
    assert "without any confinement" in run("nms", program)[1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "There is no code to run."),
        (b" \n", "There is no code to run."),
        (b"x = 1\ny = '\0'", "The code contains a NUL character in line 2."),
        (b"x = '\xff'", "The code is not valid UTF-8 (byte 5)."),
        (b"x" * 65_537, "The code has 65537 bytes; at most 65536 are accepted."),
        (b"x" * 10_000_000, "at most 65536 are accepted."),
    ],
)
def test_what_is_no_program_is_refused(program: Path, content: bytes, reason: str) -> None:
    program.write_bytes(content)
    assert reason in refused("nms", program)


def test_an_unknown_exercise_is_refused_with_those_that_are_there(program: Path) -> None:
    said = refused("nns", program)
    assert said.startswith("There is no exercise nns.")
    assert "nms" in said


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in refused("nms", tmp_path / "none.py")
    assert "cannot be read: Is a directory" in refused("nms", tmp_path)


def test_a_host_that_cannot_confine_says_why_and_what_helps(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_args: object, **_more: object) -> None:
        raise JudgeUnavailable("user namespaces are switched off", "Switch them on.")

    monkeypatch.setattr(grade, "_graded", unavailable)
    assert refused("nms", program) == (
        "Nothing can be graded on this machine: user namespaces are switched off. Switch them on."
    )


def test_without_torch_a_torch_program_is_refused(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grade, "find_spec", lambda _name: None)
    program.write_text("import torch\n")
    assert refused("nms", program).startswith("PyTorch is not installed here.")


def test_it_speaks_chinese_on_a_chinese_terminal(
    program: Path, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    english = run("nms", program)[1]
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert run("nms", program)[1] != english
    assert run("nms", program, "--language", "en")[1] == english


@pytest.mark.processes
def test_the_real_judge_tells_right_from_wrong(program: Path, settings: Settings) -> None:
    folder = settings.EXERCISES_DIR / "nms"
    assert run("nms", folder / "solution.numpy.py")[0] == 0
    status, printed = run("nms", folder / "starter.numpy.py")
    assert status == 1
    assert "Wrong answer" in printed
