"""The judge's part of `make bench`: it runs, gives every row, and says where it cannot run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from quizsite.bench import warm_judge
from quizsite.bench.__main__ import Part
from quizsite.bench.judge_tables import COSTS, LOAD, PEERS, SITE, Amounts, JudgeTables, Row
from quizsite.bench.timing import NotMeasured
from quizsite.testing.required import require
from sandbox.judge.client import JudgeUnavailable, Zygote

TINY = Amounts(starts=1, calls=1, load_seconds=0.2, rounds=1, runs=1, submissions=1)


@pytest.fixture
def tables() -> JudgeTables:
    return JudgeTables(TINY)


@pytest.mark.processes
def test_it_tells_what_the_judge_costs_and_bears(tables: JudgeTables) -> None:
    costs = measured(tables, "costs")
    assert [re.sub(r"\d+", "n", row[0]) for row in costs] == [
        "start, until a jail is ready",
        "private memory of an idle jail",
        "lease of a jail from the full pool",
        "from the start of judging to the first case, NumPy",
        "whole grading, NumPy, n cases",
        "from the start of judging to the first case, PyTorch",
        "whole grading, PyTorch, n cases",
    ]
    assert {len(row) for row in costs} == {len(COSTS)}
    load = tables.load()
    assert [row[0] for row in load] == ["1", "2", "8"]
    assert {len(row) for row in load} == {len(LOAD)}


@pytest.mark.processes
def test_it_runs_the_same_cases_without_the_judge(tables: JudgeTables) -> None:
    peers = measured(tables, "peers")
    names = ["the judge, pool warm", "cold `python -c`", "pytest on a case file"]
    assert [row[0] for row in peers] == names
    assert {len(row) for row in peers} == {len(PEERS)}


@pytest.mark.processes
@pytest.mark.xdist_group("processes")
def test_it_submits_to_a_whole_site(used_data: Path) -> None:
    site = measured(JudgeTables(TINY, QUIZSITE_DATA=str(used_data)), "site")
    assert site[0][0] == "from the click to the verdict"
    assert len(site) == 4
    assert {len(row) for row in site} == {len(SITE)}


def test_where_programs_cannot_be_confined_the_table_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def start(*_arguments: object, **_options: object) -> None:
        raise JudgeUnavailable("there are no namespaces here", "Switch them on.")

    monkeypatch.setattr(Zygote, "start", start)

    def rows() -> list[Row]:
        with warm_judge.running_judge():
            raise AssertionError("there is no judge")

    assert Part("judge", "The judge", ("", "p50"), rows).text() == (
        "## The judge\n\n"
        "|  | p50 |\n"
        "| --- | --- |\n"
        "| not measured: there are no namespaces here. Switch them on. |  |"
    )


IMPORTED_BY_THE_SITE = """
import sys
import django
django.setup()
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.urls import get_resolver
get_resolver().url_patterns
from quizsite.celery import app
app.loader.import_default_modules()
from quizsite.management.commands import up
print(*[name for name in sys.modules if name.startswith("quizsite.bench")])
"""


def test_no_running_site_imports_the_benchmarks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED_BY_THE_SITE],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "quizsite.settings_test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


def measured(tables: JudgeTables, table: str) -> list[Row]:
    """The table's rows; skips, where that is allowed, on a host without jails."""
    try:
        rows: list[Row] = getattr(tables, table)()
    except NotMeasured as refusal:
        require(None, f"a kernel with jails ({refusal})")
        raise
    return rows
