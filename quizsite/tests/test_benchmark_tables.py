"""What fails in `make bench` costs its own row or table, is said there, and stops nothing else."""

from typing import Any

import pytest

from quizsite.bench import __main__ as bench
from quizsite.bench import collection_tables
from quizsite.bench.__main__ import Part
from quizsite.bench.timing import NotMeasured, Timing

pytestmark = pytest.mark.no_database


def broken(error: Exception) -> Any:
    def measure(*_arguments: object, **_environment: object) -> Any:
        raise error

    return measure


def timings(p50: float) -> dict[str, Timing]:
    return dict.fromkeys(("next", "counts", "answer"), Timing(p50, 9 * p50, 200))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotMeasured("not installed"), "not measured: not installed"),
        (AssertionError(), "not measured: AssertionError:"),
        (ValueError("two\nlines | and a bar"), "not measured: ValueError: two lines / and a bar"),
    ],
)
def test_any_failure_of_a_part_becomes_a_row_of_its_table(error: Exception, said: str) -> None:
    last_row = Part("a", "A", ("", "p50"), broken(error)).text().splitlines()[-1]
    assert last_row == f"| {said} |  |"


def test_a_note_stands_below_its_table() -> None:
    text = Part("a", "A", ("n",), lambda: [("1",)], "Two cores.").text()
    assert text == "## A\n\n| n |\n| --- |\n| 1 |\n\nTwo cores."


def test_every_part_is_printed_as_soon_as_it_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted = Part("b", "B", ("n",), broken(KeyboardInterrupt()))  # type: ignore[arg-type]
    monkeypatch.setattr(bench, "_parts", lambda _sizes: [_one(), interrupted])
    monkeypatch.setattr("sys.argv", ["bench"])
    with pytest.raises(KeyboardInterrupt):
        bench.main()
    assert "| 1 |" in capsys.readouterr().out


def _one() -> Part:
    return Part("a", "A", ("n",), lambda: [("1",)])


def test_a_size_that_fails_leaves_the_other_sizes_and_says_how_times_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def on_sqlite(size: int) -> dict[str, Timing]:
        if size == 200:
            raise RuntimeError("disk full")
        return timings(2.0 if size == 100 else 3.0)

    monkeypatch.setattr(collection_tables, "_on_sqlite", on_sqlite)
    monkeypatch.setattr(collection_tables, "_on_postgres", broken(NotMeasured("not installed")))
    rows = collection_tables.size_rows([100, 200, 300])
    assert {len(row) for row in rows} == {len(collection_tables.SIZES)}
    assert [row[3] for row in rows] == [
        "2.00 / 18.00",
        "not measured: RuntimeError: disk full",
        "3.00 / 27.00",
        "1.50×",
        *["not measured: not installed"] * 3,
    ]
    assert rows[3] == ("SQLite", "300 ÷ 100", "", "1.50×", "1.50×", "1.50×", "≤ 2×")
