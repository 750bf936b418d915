"""`make bench`: measure everything, print one table each, write docs/benchmarks.md.

`--quick` leaves out the collections of a million cards, for a look while changing things.
`--only NAME` measures the parts whose names begin so: rating, collection, anki, starting,
browser, documents, importing, judge. Neither writes the file.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quizsite.bench import collection_tables, judge_tables
from quizsite.bench.judge_tables import Amounts, JudgeTables
from quizsite.bench.measuring import ROOT, measure, say, site_environment, why_not
from quizsite.bench.processes import Start, start_site
from quizsite.bench.timing import Timing, time_calls

SIZES = (10_000, 100_000, 1_000_000)
SECTIONS = 1_000

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its name for `--only`, title and head, what measures its rows, a note on them."""

    name: str
    title: str
    head: Row
    measure: Callable[[], list[Row]]
    note: str = ""

    def text(self) -> str:
        """Measure; what could not be measured is said in the table, and the others go on."""
        try:
            rows = self.measure()
        except Exception as error:  # hours of other measurements must not be lost
            rows = [(why_not(error), *("" for _column in self.head[1:]))]
        lines = [self.head, tuple("---" for _column in self.head), *rows]
        table = "\n".join(f"| {' | '.join(row)} |" for row in lines)
        return "\n\n".join(filter(None, (f"## {self.title}", table, self.note)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="quizsite.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", metavar="NAME", default="")
    options = parser.parse_args()
    sizes = SIZES[:2] if options.quick else SIZES
    parts = [part for part in _parts(sizes) if part.name.startswith(options.only)]
    if not parts:
        parser.error(f"no part's name begins with {options.only}")
    texts = [_head()]
    for part in parts:
        texts.append(part.text())
        # At once: whoever interrupts a run of hours keeps what was measured so far.
        print(texts[-1], end="\n\n", flush=True)  # noqa: T201
    if not (options.quick or options.only):
        text = "\n\n".join(texts) + "\n"
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


def _parts(sizes: tuple[int, ...]) -> list[Part]:
    judge = JudgeTables(Amounts())
    cards, rounds = collection_tables.PEER_CARDS, collection_tables.ROUNDS
    return [
        Part("rating", "Rating a card through gunicorn, 2 workers", _HTTP, _http_rows),
        Part(
            "collection",
            "A learner's collection, milliseconds p50 / p99",
            collection_tables.SIZES,
            lambda: collection_tables.size_rows(sizes),
        ),
        Part(
            "anki",
            f"Beside Anki's backend, {cards:,} cards, {rounds} rounds",
            collection_tables.PEERS,
            collection_tables.peer_rows,
            _ABOUT_ANKI,
        ),
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


_ABOUT_ANKI = (
    "Both have as many cards learnt, due and new, as long a log, review cards that are due, and "
    "count what is left with each card; in process. Anki keeps its queue in memory from one answer "
    "to the next; quizsite asks the database each time, for any of its processes may serve the "
    "next request."
)
_HTTP: Row = ("Clients", "Answers a second", "p50 ms", "p99 ms", "Target")
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
