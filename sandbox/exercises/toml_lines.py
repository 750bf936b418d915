"""Where in a TOML file a key stands: tomllib keeps no lines, and messages should name them."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*")(?:\s*\.\s*(?:[\w-]+|"[^"]*"))*)\s*=""")

Path = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line, from 1, of the key at `path` or of the nearest table above it; 0 if none is there.

    A heuristic for messages: lines inside multi-line strings that look like keys can mislead it.
    """
    best_line, best_length = 0, 0
    for line, known in _keys(text):
        length = len(known)
        if length > best_length and tuple(path[:length]) == known:
            best_line, best_length = line, length
    return best_line


def _keys(text: str) -> list[tuple[int, Path]]:
    """Each line that opens a table or a key, with the path it names."""
    keys: list[tuple[int, Path]] = []
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            keys.append((number, table))
        elif key := _KEY.match(line):
            keys.append((number, table + _parts(key[1])))
    return keys


def _parts(dotted: str) -> Path:
    return tuple(part.strip().strip('"') for part in dotted.split("."))
