"""The tables of the scheduler in process: by database and size, and beside Anki's backend."""

from collections.abc import Callable, Iterator, Sequence

from quizsite.bench.measuring import measure, why_not
from quizsite.bench.timing import NotMeasured, Timing, spread
from quizsite.testing import postgres

Row = tuple[str, ...]

SIZES: Row = (
    *("Database", "Cards", "Log rows"),
    *("Next card and counts", "Counts alone", "Answer", "Target"),
)
PEERS: Row = ("", "quizsite p50 ms", "Anki p50 ms", "quizsite ÷ Anki (spread)")
PEER_CARDS = 10_000
ROUNDS = 3

_COLUMNS = ("next", "counts", "answer")
_Times = dict[str, Timing]


def size_rows(sizes: Sequence[int]) -> list[Row]:
    """Each database with collections of these sizes, and how its times grow with the size.

    The larger ones take long to make: what fails costs its own row and no other.
    """
    databases = {"SQLite": _on_sqlite, "PostgreSQL": _on_postgres}
    return [row for name, timed in databases.items() for row in _rows_of(name, sizes, timed)]


def peer_rows() -> list[Row]:
    """Both in turn, so that whatever else the machine does falls on both."""
    rounds = [
        (measure("scheduling", str(PEER_CARDS)), measure("anki_peer", str(PEER_CARDS)))
        for _round in range(ROUNDS)
    ]
    ours, theirs = rounds[-1]
    return [
        (
            {"next": "next card and counts", "answer": "answer"}[name],
            f"{ours[name].p50:.2f}",
            f"{theirs[name].p50:.2f}",
            spread([mine[name].p50 / anki[name].p50 for mine, anki in rounds]),
        )
        for name in ("next", "answer")
    ]


def _on_sqlite(size: int) -> _Times:
    return measure("scheduling", str(size))


def _on_postgres(size: int) -> _Times:
    binaries = postgres.find_binaries()
    if binaries is None:
        raise NotMeasured("not installed")
    with postgres.server(binaries) as url:
        return measure("scheduling", str(size), DATABASE_URL=url)


def _rows_of(database: str, sizes: Sequence[int], timed: Callable[[int], _Times]) -> Iterator[Row]:
    found: dict[int, _Times] = {}
    for size in sizes:
        names = (database, f"{size:,}", f"{size * 10:,}")
        try:
            found[size] = timed(size)
        except Exception as error:  # hours of other measurements must not be lost
            yield (*names, why_not(error), "", "", "")
            continue
        values = (str(found[size][name]) for name in _COLUMNS)
        yield (*names, *values, "answer p50 ≤ 2 ms")
    smallest, largest = sizes[0], sizes[-1]
    if smallest != largest and {smallest, largest} <= found.keys():
        growth = (found[largest][name].p50 / found[smallest][name].p50 for name in _COLUMNS)
        label = f"{largest:,} ÷ {smallest:,}"
        yield (database, label, "", *(f"{times:.2f}×" for times in growth), "≤ 2×")
