"""Which of several things kept their order."""

from bisect import bisect_left
from collections.abc import Sequence


def in_order(values: Sequence[int]) -> list[int]:
    """The places of a longest rising run of `values`, which need not be neighbours."""
    ends: list[int] = []  # the smallest value that ends a run of each length
    places: list[int] = []
    before = [-1] * len(values)
    for place, value in enumerate(values):
        length = bisect_left(ends, value)
        before[place] = places[length - 1] if length else -1
        if length == len(ends):
            ends.append(value)
            places.append(place)
        else:
            ends[length], places[length] = value, place
    found = []
    place = places[-1] if places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]
