"""Boxes in a column with arrows between them, which is what most networks look like."""

from collections.abc import Sequence
from typing import NamedTuple

from cards.figures.drawing import Drawing, Words


class Step(NamedTuple):
    """One box of a column."""

    words: Words
    look: str = "grey"
    part: str = ""
    height: float = 28


def column(
    d: Drawing, x: float, y: float, width: float, steps: Sequence[Step], *, gap: float = 16
) -> float:
    """Draw `steps` from `y` downwards, centred on `x`; returns where the last box ends."""
    for place, step in enumerate(steps):
        if place:
            d.arrow((x, y - gap), (x, y))
        d.box(x - width / 2, y, width, step.height, step.words, step.look, part=step.part)
        y += step.height + gap
    return y - gap
