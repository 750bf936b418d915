"""Which section of a text is which section known already.

Surest signs first: the same words, the same path of titles, the same title, the same words under
another title, and between those a title that resembles. Every section is used once.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from cards.content.markdown.order import in_order

_ALIKE = 0.7
_MOST_COMPARED = 12
# Comparing takes as long as the product of two lengths.
_LONGEST_COMPARED = 60


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a section is known by: keys of its titles, its path of them, the digest of its text.

    `keys` has the title in each language; the first is that of the notes where it is known.
    `body` is the digest of what follows the heading, empty where nothing does.
    """

    keys: tuple[str, ...]
    path: tuple[str, ...] = ()
    digest: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """`pairs` maps places of the known to places of the found; `moved` are known ones among them

    that others have overtaken.
    """

    pairs: dict[int, int]
    moved: frozenset[int]


def align(known: Sequence[Likeness], found: Sequence[Likeness]) -> Alignment:
    """Pair `known` with `found`, both in reading order."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    signs: list[Callable[[Likeness], Sequence[Hashable]]] = [
        lambda one: [(one.digest, one.keys[0])] if one.digest else [],
        lambda one: [one.path] if one.path else [],
        lambda one: one.keys,
        lambda one: [one.body] if one.body else [],
    ]
    for sign in signs:
        _pair_equal(known, found, pairs, taken, sign)
    _pair_alike(known, found, pairs, taken)
    kept = sorted(pairs)
    straight = in_order([pairs[place] for place in kept])
    return Alignment(pairs, frozenset(kept) - {kept[place] for place in straight})


def _pair_equal(
    known: Sequence[Likeness],
    found: Sequence[Likeness],
    pairs: dict[int, int],
    taken: set[int],
    sign: Callable[[Likeness], Sequence[Hashable]],
) -> None:
    """Pair what has the same sign: the first with the first, the second with the second."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place in range(len(found) - 1, -1, -1):
        if place not in taken:
            for value in sign(found[place]):
                places[value].append(place)
    for place, one in enumerate(known):
        if place in pairs:
            continue
        for value in sign(one):
            free = places.get(value, [])
            while free and free[-1] in taken:
                free.pop()
            if free:
                pairs[place] = free.pop()
                taken.add(pairs[place])
                break


def _pair_alike(
    known: Sequence[Likeness], found: Sequence[Likeness], pairs: dict[int, int], taken: set[int]
) -> None:
    """Between neighbours that are paired, pair the titles that resemble each other most."""
    for rest, start, end in _gaps(known, pairs, len(found)):
        free = list(islice((n for n in range(start, end) if n not in taken), _MOST_COMPARED))
        alike = sorted(
            (
                (_likeness(known[one], found[other]), one, other)
                for one in rest[:_MOST_COMPARED]
                for other in free
            ),
            key=lambda candidate: (-candidate[0], candidate[1], candidate[2]),
        )
        for likeness, one, other in alike:
            if likeness < _ALIKE:
                break
            if one not in pairs and other not in taken:
                pairs[one] = other
                taken.add(other)


def _gaps(
    known: Sequence[Likeness], pairs: dict[int, int], count: int
) -> list[tuple[list[int], int, int]]:
    """The known without a pair, and between which of the found they can stand."""
    gaps: list[tuple[list[int], int, int]] = []
    rest: list[int] = []
    start = 0
    for place in range(len(known) + 1):
        if place in pairs or place == len(known):
            end = pairs.get(place, count)
            if rest and start < end:
                gaps.append((rest, start, end))
            rest, start = [], end + 1
        else:
            rest.append(place)
    return gaps


def _likeness(known: Likeness, found: Likeness) -> float:
    title = found.keys[0][:_LONGEST_COMPARED]
    return max(_ratio(key[:_LONGEST_COMPARED], title) for key in known.keys)


def _ratio(one: str, other: str) -> float:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < 2 or 2 * shorter < _ALIKE * (shorter + longer):
        return 0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0
