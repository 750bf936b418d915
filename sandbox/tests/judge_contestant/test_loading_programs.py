"""What happens before the first case: compiling and importing a submission."""

import pytest

from sandbox.judge.messages import Failure, Ready
from sandbox.tests.judge_contestant.conversation import Contestant, array

GOOD = "def f(x):\n    return x\n"


def refused(contestant: Contestant, source: str | bytes, **options: object) -> Failure:
    reply = contestant.load(source, **options)  # type: ignore[arg-type]
    assert isinstance(reply, Failure), reply
    assert reply.case is None
    return reply


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(x:\n", id="syntax"),
        pytest.param("  x = 1\n y = 2", id="indentation"),
        pytest.param(b"def f(x): return 1\n#\0", id="nul"),
        pytest.param(b"\xff\xfe", id="not utf-8"),
        pytest.param("x = '\ud800'".encode("utf-8", "surrogatepass"), id="surrogate"),
        pytest.param(b"# coding: latin-1\nx = '\xe9'\n", id="latin-1"),
        pytest.param(b"# coding: utf-7\nx = 1\n", id="utf-7"),
        pytest.param(b"# coding: rot13\nqrs s(k): cnff\n", id="rot13"),
        pytest.param(b"# coding: nonsense\n", id="unknown encoding"),
        pytest.param(b"\xef\xbb\xbf# coding: latin-1\n", id="mark and cookie disagree"),
        pytest.param("(" * 300 + ")" * 300, id="parentheses"),
        pytest.param("x = " + "-" * 30_000 + "1", id="signs"),
        pytest.param("x = " + "+".join(["a"] * 20_000), id="long sum"),
        pytest.param("x = " + "9" * 5000, id="long number"),
        pytest.param("return 1", id="return outside"),
    ],
)
def test_a_source_that_does_not_compile_is_a_compile_error(
    contestant: Contestant, source: str | bytes
) -> None:
    failure = refused(contestant, source)
    assert (failure.stage, failure.verdict) == ("compile", "CE")
    assert failure.error
    assert failure.message


def test_a_syntax_error_names_its_line(contestant: Contestant) -> None:
    failure = refused(contestant, "x = 1\n\ny = )\n")
    assert failure.frames == ((3, "<module>"),)
    assert failure.message == "unmatched ')'"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(GOOD.encode(), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + GOOD.encode(), id="mark"),
        pytest.param(b"# -*- coding: utf-8 -*-\n" + GOOD.encode(), id="cookie"),
        pytest.param(b"# coding: ascii\n" + GOOD.encode(), id="ascii"),
        pytest.param(GOOD.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param("# \u202e\u5909\n变 = 1\n".encode() + GOOD.encode(), id="bidi"),
        pytest.param(b"from __future__ import annotations\n" + GOOD.encode(), id="future"),
    ],
)
def test_unusual_but_valid_sources_are_accepted(contestant: Contestant, source: bytes) -> None:
    assert contestant.load(source) == Ready()
    assert contestant.call(x=3).value == 3


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import nothing_of_the_kind", "ModuleNotFoundError"),
        ("import sys; sys.exit(0)", "SystemExit"),
        ("raise SystemExit", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise BaseException('b')", "BaseException"),
        ("eval('1 +')", "SyntaxError"),
        ("def g(): g()\ng()", "RecursionError"),
    ],
)
def test_whatever_is_raised_at_import_is_a_runtime_error(
    contestant: Contestant, statement: str, error: str
) -> None:
    failure = refused(contestant, f"{statement}\n{GOOD}")
    assert (failure.stage, failure.verdict, failure.error) == ("import", "RE", error)
    assert failure.frames[0][1] == "<module>"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "the function f is missing: it must be defined at the top level"),
        ("f = 3", "f must be a function, not of type int"),
        ("f = None", "f must be a function, not of type NoneType"),
    ],
)
def test_a_missing_entry_is_explained(contestant: Contestant, source: str, message: str) -> None:
    failure = refused(contestant, source)
    assert (failure.stage, failure.verdict, failure.message) == ("entry", "RE", message)


def test_a_missing_class_is_called_a_class(contestant: Contestant) -> None:
    failure = refused(contestant, GOOD, entry="Adam", kind="object")
    assert failure.message.startswith("the class Adam is missing")


def test_the_module_is_named_solution_and_can_be_found(contestant: Contestant) -> None:
    contestant.ready(
        "import sys\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Box:\n    x: 'float'\n"
        "def f():\n    return __name__, sys.modules[Box.__module__].f is f, Box(1.0).x, __file__\n"
    )
    assert contestant.call().value == ("solution", True, 1.0, "solution.py")


def test_the_main_guard_is_not_entered(contestant: Contestant) -> None:
    contestant.ready(f"{GOOD}\nif __name__ == '__main__':\n    1 / 0\n")
    assert contestant.call(x=1).value == 1


def test_tracebacks_that_a_submission_prints_show_its_source(contestant: Contestant) -> None:
    contestant.ready(
        "import traceback\n"
        "def f():\n    try:\n        1 / 0  # here\n    except Exception:\n"
        "        return traceback.format_exc()\n"
    )
    assert "1 / 0  # here" in str(contestant.call().value)


def test_warnings_at_compile_time_are_no_errors(contestant: Contestant) -> None:
    assert contestant.load("def f(x):\n    return '\\d'\n") == Ready()


def test_assertions_are_kept(contestant: Contestant) -> None:
    contestant.ready("def f(x):\n    assert x > 0, 'positive'\n    return x")
    assert contestant.failure(x=-1).message == "positive"


def test_module_state_survives_from_case_to_case(contestant: Contestant) -> None:
    contestant.ready("import numpy as np\nTABLE = np.arange(3.0)\ndef f(i):\n    return TABLE[i]")
    assert [float(array(contestant.call(i=i).value)) for i in range(3)] == [0, 1, 2]
