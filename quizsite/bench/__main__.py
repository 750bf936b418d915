"""`make bench`: measure everything, print one table, write docs/benchmarks.md.

`--quick` leaves out the collections of a million cards, for a look while changing things.
"""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from quizsite.bench.processes import Start, start_site
from quizsite.bench.timing import Timing, read_timings, spread, time_calls
from quizsite.testing import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 3
PEER_CARDS = 10_000

Row = tuple[str, ...]


def main() -> None:
    quick = "--quick" in sys.argv
    sizes = SIZES[:2] if quick else SIZES
    parts = [
        _head(),
        _part("Rating a card through gunicorn, 2 workers", _HTTP, _http_rows),
        _part(
            "A learner's collection, milliseconds p50 / p99",
            _SIZES,
            lambda: _size_rows(sizes),
        ),
        _part(f"Beside Anki's backend, {PEER_CARDS:,} cards, {ROUNDS} rounds", _PEER, _peer_rows),
        _part("Starting, and memory", _START, _start_rows),
        _part("In Chromium, key press to settled card", _BROWSER, _browser_rows),
    ]
    text = "\n\n".join(parts) + "\n"
    print(text)  # noqa: T201
    if not quick:
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


_HTTP: Row = ("Clients", "Answers a second", "p50 ms", "p99 ms", "Target")
_SIZES: Row = ("Database", "Cards", "Log rows", "Next card", "Counts of today", "Answer")
_PEER: Row = ("", "quizsite p50 ms", "Anki p50 ms", "quizsite ÷ Anki (spread)")
_START: Row = ("", "Value", "Target")
_BROWSER: Row = ("Key", "p50 ms", "p99 ms", "Target")


def _http_rows() -> list[Row]:
    timings = _measure("http_load")
    targets = {"1": "p50 ≤ 10 ms", "8": "p99 ≤ 50 ms"}
    return [
        (n, f"{timings[f'{n} clients rate'].p50:.0f}", *_both(timings[f"{n} clients"]), target)
        for n, target in targets.items()
    ]


def _size_rows(sizes: tuple[int, ...]) -> list[Row]:
    rows = [_size_row("SQLite", size, _measure("scheduling", str(size))) for size in sizes]
    binaries = postgres.find_binaries()
    if binaries is None:
        return [*rows, ("PostgreSQL", "not installed", "", "", "", "")]
    for size in sizes:
        with postgres.server(binaries) as url:
            timings = _measure("scheduling", str(size), DATABASE_URL=url)
        rows.append(_size_row("PostgreSQL", size, timings))
    return rows


def _size_row(database: str, size: int, timings: dict[str, Timing]) -> Row:
    values = (str(timings[name]) for name in ("next", "counts", "answer"))
    return (database, f"{size:,}", f"{size * 10:,}", *values)


def _peer_rows() -> list[Row]:
    """Both in turn, so that whatever else the machine does falls on both."""
    rounds = [
        (_measure("scheduling", str(PEER_CARDS)), _measure("anki_peer", str(PEER_CARDS)))
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
        environment = _environment(Path(folder) / "data")
        _say("starting the site twice")
        first, second = start_site(environment), start_site(environment)
    web = max(value for name, value in second.memory.items() if name.startswith("web process"))
    return [
        ("first start, with loading the cards", f"{first.seconds:.1f} s", ""),
        ("second start", f"{second.seconds:.1f} s", "≤ 5 s"),
        ("a web process", f"{web:.0f} MiB", "≤ 120 MB"),
        ("numpy or torch loaded in", ", ".join(second.heavy) or "none", "none"),
        *_memory_rows(second),
    ]


def _memory_rows(start: Start) -> list[Row]:
    rows: list[Row] = [(name, f"{value:.0f} MiB", "") for name, value in start.memory.items()]
    return [*rows, ("all together", f"{sum(start.memory.values()):.0f} MiB", "")]


def _browser_rows() -> list[Row]:
    timings = _measure("browser")
    names = {"show": "Space: the answer", "grade": "5: the next card"}
    return [(label, *_both(timings[name]), "≤ 100 ms") for name, label in names.items()]


def _measure(module: str, *arguments: str, **environment: str) -> dict[str, Timing]:
    _say(" ".join((module, *arguments)))
    with tempfile.TemporaryDirectory(prefix="quizsite-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "quizsite.bench.run", module, *arguments],
            cwd=ROOT,
            env=_environment(Path(folder)) | environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return read_timings(done.stdout)


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUIZSITE_")}
    for name in ("DATABASE_URL", "REDIS_URL"):
        kept.pop(name, None)
    return {**kept, "QUIZSITE_DATA": str(data)}


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


def _part(title: str, head: Row, measure: Callable[[], list[Row]]) -> str:
    """One table; what could not be measured is said in it, and the other parts go on."""
    try:
        rows = measure()
    except (subprocess.CalledProcessError, OSError, RuntimeError) as error:
        rows = [(f"not measured: {error}", *("" for _column in head[1:]))]
    return _table(title, head, rows)


def _table(title: str, head: Row, rows: list[Row]) -> str:
    lines = [head, tuple("---" for _column in head), *rows]
    return f"## {title}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} measuring {what} …", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
