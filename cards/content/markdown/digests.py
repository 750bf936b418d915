"""Short marks of lines and passages, equal where only white space differs."""

import hashlib
from collections.abc import Iterable

_LINE_LENGTH = 12


def line_digest(line: str) -> str:
    """12 hex digits of the SHA-256 of one line."""
    return hashlib.sha256(" ".join(line.split()).encode()).hexdigest()[:_LINE_LENGTH]


def passage_digest(lines: Iterable[str]) -> str:
    """The SHA-256 of several lines, in hex; blank lines do not count."""
    folded = (" ".join(line.split()) for line in lines)
    return hashlib.sha256("\n".join(filter(None, folded)).encode()).hexdigest()
