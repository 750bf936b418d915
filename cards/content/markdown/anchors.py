"""Where the sections of shipped documents begin in the notes that they were made from.

Many of them begin at a list item or in the middle of a paragraph, where nothing tells a reader of
Markdown that a section begins. So each document has a list of line numbers and digests of the
first and last line of every section; the notes themselves are not shipped.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cards.content.markdown.digests import line_digest
from cards.content.markdown.order import in_order


@dataclass(frozen=True, slots=True)
class Anchor:
    """The lines of one section in the notes, with its children, and their digests."""

    section: str
    first: int
    last: int
    first_digest: str
    last_digest: str


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of a text, counted from 1, both included."""

    first: int
    last: int


def digests_of(lines: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of the lines that have each digest; blank lines have none."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if line.strip():
            found[line_digest(line)].append(number)
    return found


def share_found(anchors: Sequence[Anchor], digests: dict[str, list[int]]) -> float:
    """How many of the sections begin in a text, from 0 to 1."""
    return sum(one.first_digest in digests for one in anchors) / max(1, len(anchors))


def first_lines(anchors: Sequence[Anchor], digests: dict[str, list[int]]) -> dict[str, int]:
    """The line at which each section begins, as far as it is there unchanged.

    A line that stands there several times is taken between the sections around it.
    """
    found = {
        place: digests[one.first_digest][0]
        for place, one in enumerate(anchors)
        if len(digests.get(one.first_digest, ())) == 1
    }
    sure = sorted(found)
    sure = [sure[place] for place in in_order([found[place] for place in sure])]
    used = set(found.values())
    for place, one in enumerate(anchors):
        if place in found:
            continue
        low = max((found[other] for other in sure if other < place), default=0)
        high = min((found[other] for other in sure if other > place), default=10**9)
        for line in digests.get(one.first_digest, ()):
            if low < line < high and line not in used:
                found[place] = line
                used.add(line)
                break
    return {anchors[place].section: line for place, line in found.items()}


def last_line(anchor: Anchor, first: int, end: int, digests: dict[str, list[int]]) -> int:
    """The line that ends the section: its last one where it is found up to `end`, else `end`."""
    shift = first - anchor.first
    found = [line for line in digests.get(anchor.last_digest, ()) if first <= line <= end]
    return min(found, key=lambda line: abs(line - anchor.last - shift), default=end)
