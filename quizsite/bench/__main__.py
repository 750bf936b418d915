"""`make bench`: measure everything, print one table each, write docs/benchmarks.md.

`--quick` leaves out the collections of a million cards, for a look while changing things.
`--only NAME` measures the parts whose names begin so: rating, collection, anki, starting,
browser, documents, importing, judge. Neither writes the file.
"""

import argparse
import os
import platform
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quizsite.bench import judge_tables
from quizsite.bench.judge_tables import Amounts, JudgeTables
from quizsite.bench.measuring import ROOT, measure, say, site_environment
from quizsite.bench.processes import Start, start_site
from quizsite.bench.timing import Timing, spread, time_calls
from quizsite.testing import postgres

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 3
PEER_CARDS = 10_000
SECTIONS = 1_000

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its name for `--only`, its title, its head, and what measures its rows."""

    name: str
    title: str
    head: Row
    measure: Callable[[], list[Row]]

    def text(self) -> str:
        """Measure; what could not be measured is said in the table, and the others go on."""
        try:
            rows = self.measure()
        except (subprocess.CalledProcessError, OSError, RuntimeError) as error:
            rows = [(f"not measured: {error}", *("" for _column in self.head[1:]))]
        lines = [self.head, tuple("---" for _column in self.head), *rows]
        return f"## {self.title}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="quizsite.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", metavar="NAME", default="")
    options = parser.parse_args()
    sizes = SIZES[:2] if options.quick else SIZES
    parts = [part for part in _parts(sizes) if part.name.startswith(options.only)]
    if not parts:
        parser.error(f"no part's name begins with {options.only}")
    text = "\n\n".join([_head(), *(part.text() for part in parts)]) + "\n"
    print(text)  # noqa: T201
    if not (options.quick or options.only):
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


def _parts(sizes: tuple[int, ...]) -> list[Part]:
    judge = JudgeTables(Amounts())
    peers = f"Beside Anki's backend, {PEER_CARDS:,} cards, {ROUNDS} rounds"
    return [
        Part("rating", "Rating a card through gunicorn, 2 workers", _HTTP, _http_rows),
        Part(
            "collection",
            "A learner's collection, milliseconds p50 / p99",
            _SIZES,
            lambda: _size_rows(sizes),
        ),
        Part("anki", peers, _PEER, _peer_rows),
        Part("starting", "Starting, and memory", _START, _start_rows),
        Part("browser", "In Chromium, key press to settled card", _BROWSER, _browser_rows),
        Part("documents", f"A document of {SECTIONS:,} sections", _DOCUMENTS, _document_rows),
        Part("importing", "Importing 5 MB of notes", _IMPORTING, _import_rows),
        Part("judge-costs", "The judge, on box-iou", judge_tables.COSTS, judge.costs),
        Part("judge-load", "Whole gradings of box-iou at once", judge_tables.LOAD, judge.load),
        Part(
            "judge-peers",
            f"The same cases of box-iou without a judge, {Amounts().rounds} rounds",
            judge_tables.PEERS,
            judge.peers,
        ),
        Part("judge-site", "Submitting box-iou to a whole site", judge_tables.SITE, judge.site),
    ]


_HTTP: Row = ("Clients", "Answers a second", "p50 ms", "p99 ms", "Target")
_SIZES: Row = ("Database", "Cards", "Log rows", "Next card", "Counts of today", "Answer")
_PEER: Row = ("", "quizsite p50 ms", "Anki p50 ms", "quizsite ÷ Anki (spread)")
_START: Row = ("", "Value", "Target")
_DOCUMENTS: Row = ("", "p50 ms", "p99 ms", "Target")
_IMPORTING: Row = ("", "p50 s", "Target")
_BROWSER: Row = ("Key", "p50 ms", "p99 ms", "Target")


def _http_rows() -> list[Row]:
    timings = measure("http_load")
    loads = {
        "1 client": ("1, without a pause", "p50 ≤ 10 ms"),
        "8 clients": ("8, without a pause", "p99 ≤ 50 ms"),
        "8 clients reading": ("8, a second between answers", "p50 ≤ 10 ms, p99 ≤ 50 ms"),
    }
    return [
        (name, f"{timings[f'{load} rate'].p50:.0f}", *_both(timings[load]), target)
        for load, (name, target) in loads.items()
    ]


def _size_rows(sizes: tuple[int, ...]) -> list[Row]:
    rows = [_size_row("SQLite", size, measure("scheduling", str(size))) for size in sizes]
    binaries = postgres.find_binaries()
    if binaries is None:
        return [*rows, ("PostgreSQL", "not installed", "", "", "", "")]
    for size in sizes:
        with postgres.server(binaries) as url:
            timings = measure("scheduling", str(size), DATABASE_URL=url)
        rows.append(_size_row("PostgreSQL", size, timings))
    return rows


def _size_row(database: str, size: int, timings: dict[str, Timing]) -> Row:
    values = (str(timings[name]) for name in ("next", "counts", "answer"))
    return (database, f"{size:,}", f"{size * 10:,}", *values)


def _peer_rows() -> list[Row]:
    """Both in turn, so that whatever else the machine does falls on both."""
    rounds = [
        (measure("scheduling", str(PEER_CARDS)), measure("anki_peer", str(PEER_CARDS)))
        for _round in range(ROUNDS)
    ]
    ours, theirs = rounds[-1]
    return [
        (
            {"next": "next card", "answer": "answer"}[name],
            f"{ours[name].p50:.2f}",
            f"{theirs[name].p50:.2f}",
            spread([mine[name].p50 / anki[name].p50 for mine, anki in rounds]),
        )
        for name in ("next", "answer")
    ]


def _start_rows() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="quizsite-bench-") as folder:
        environment = site_environment(Path(folder) / "data")
        say("starting the site twice")
        first, second = start_site(environment), start_site(environment)
    heavy_webs = [name for name in second.heavy if name.startswith("web")]
    web = max(value for name, value in second.memory.items() if name.startswith("web process"))
    return [
        ("first start, with loading the cards", f"{first.seconds:.1f} s", ""),
        ("second start", f"{second.seconds:.1f} s", "≤ 5 s"),
        ("a web process", f"{web:.0f} MiB", "≤ 120 MB"),
        ("web processes with numpy or torch", ", ".join(heavy_webs) or "none", "none"),
        *_memory_rows(second),
    ]


def _memory_rows(start: Start) -> list[Row]:
    rows: list[Row] = [(name, f"{value:.0f} MiB", "") for name, value in start.memory.items()]
    return [*rows, ("all together", f"{sum(start.memory.values()):.0f} MiB", "")]


def _browser_rows() -> list[Row]:
    timings = measure("browser")
    names = {"show": "Space: the answer", "grade": "5: the next card"}
    return [(label, *_both(timings[name]), "≤ 100 ms") for name, label in names.items()]


def _document_rows() -> list[Row]:
    timings = measure("documents", str(SECTIONS))
    targets = {"document": "p50 ≤ 30 ms", "section": ""}
    names = {"document": "the document’s page", "section": "the page of one of its sections"}
    return [(names[page], *_both(timings[page]), target) for page, target in targets.items()]


def _import_rows() -> list[Row]:
    timings = measure("importing", "3")
    names = {"new": "into a new document", "again": "again, with one passage changed"}
    return [(label, f"{timings[name].p50 / 1000:.1f}", "≤ 5 s") for name, label in names.items()]


def _both(timing: Timing) -> tuple[str, str]:
    return f"{timing.p50:.1f}", f"{timing.p99:.1f}"


def _head() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        "# Benchmarks\n\n"
        f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, "
        f"{memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, a million squares summed in {_yardstick():.0f} ms. "
        "Absolute times depend on the machine; ratios of one run compare."
    )


def _yardstick() -> float:
    """How fast this machine is just now, so that runs on others can be compared."""
    return time_calls(lambda: sum(i * i for i in range(1_000_000)), 10, warm_up=1).p50


if __name__ == "__main__":
    main()
