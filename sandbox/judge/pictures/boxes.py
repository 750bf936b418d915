"""Boxes on a plane: which were kept, which suppressed, which missed, with their IoU."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.judge.pictures.canvas import (
    DASHED,
    DOTTED,
    GREEN,
    INK,
    MARGIN,
    ORANGE,
    QUIET,
    RED,
    SMALL,
    SOLID,
    WIDTH,
    Canvas,
    Colour,
    Dashes,
)  # fmt: skip

MOST_BOXES = 24
_LEGEND_HEIGHT = 96
_FOOT = 44
_LARGEST_PLANE = 520

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of box looks: never by its colour alone."""

    letter: str
    word: str
    colour: Colour
    dashes: Dashes
    width: int


KEPT = Style("K", "kept, rightly", GREEN, SOLID, 5)
WRONGLY_KEPT = Style("X", "kept, should go", RED, DASHED, 6)
MISSED = Style("M", "missed, should stay", ORANGE, DOTTED, 6)
SUPPRESSED = Style("S", "suppressed, rightly", QUIET, SOLID, 2)
PLAIN = Style("B", "box", GREEN, SOLID, 4)
OTHER = Style("T", "target", INK, DASHED, 4)


def iou(one: Floats, others: Floats) -> Floats:
    """IoU of a box (4,) with others (N, 4); 0 where the union has no area."""
    corner = np.minimum(one[2:], others[:, 2:]) - np.maximum(one[:2], others[:, :2])
    intersection = np.prod(np.maximum(corner, 0.0), axis=1)
    areas = np.prod(others[:, 2:] - others[:, :2], axis=1)
    union = float(np.prod(one[2:] - one[:2])) + areas - intersection
    result: Floats = np.divide(
        intersection, union, out=np.zeros_like(intersection), where=union > 0
    )
    return result


def statuses(count: int, expected: set[int], got: set[int]) -> list[Style]:
    """What to say of each of `count` boxes, where sets of kept indices are known."""
    table = {
        (True, True): KEPT,
        (False, True): WRONGLY_KEPT,
        (True, False): MISSED,
        (False, False): SUPPRESSED,
    }
    return [table[index in expected, index in got] for index in range(count)]


def boxes(
    corners: Floats,
    scores: Floats | None = None,
    kept: tuple[set[int], set[int]] | None = None,
    others: Floats | None = None,
) -> bytes | None:
    """Draw boxes (N, 4) as x1, y1, x2, y2, with `kept` = indices (expected, returned).

    Wrong boxes come first where there are too many; the IoU beside a box is its largest with a
    box that should stay (without `kept`: with one of `others`). None without a drawable box.
    """
    kinds = statuses(len(corners), *kept) if kept else [PLAIN] * len(corners)
    stay = corners[[index for index in range(len(corners)) if kept and index in kept[0]]]
    chosen = _chosen(corners, kinds)
    if not chosen:
        return None
    others = _drawable(others) if others is not None else None
    rest = [] if others is None else list(others[:MOST_BOXES])
    plane = _Plane(np.stack([*(corners[index] for index in chosen), *rest]))
    styles = list(dict.fromkeys(kinds[index] for index in chosen)) + ([OTHER] if rest else [])
    canvas = Canvas(int(plane.height + _LEGEND_HEIGHT + _FOOT))
    _legend(canvas, styles)
    for box in rest:
        _outline(canvas, plane, box, OTHER)
    # Drawn from unremarkable to wrong, so that what matters lies on top; all words above that.
    for index in reversed(chosen):
        _outline(canvas, plane, corners[index], kinds[index])
    for index, box in enumerate(rest):
        _caption(canvas, plane, box, OTHER, f"T{index}")
    for index in reversed(chosen):
        overlap = _overlap(corners, index, stay if kept else others, kinds[index])
        score = f" {scores[index]:.2f}" if scores is not None else ""
        text = f"{kinds[index].letter}{index}{score}{overlap}"
        _caption(canvas, plane, corners[index], kinds[index], text)
    left_out = len(corners) - len(chosen)
    if left_out:
        text = f"{left_out} further boxes are not drawn"
        canvas.text((MARGIN, plane.height + _LEGEND_HEIGHT + 10), text, QUIET, SMALL)
    return canvas.png()


def _drawable(corners: Floats) -> Floats:
    return corners[np.isfinite(corners).all(axis=1) & (np.abs(corners) < 1e12).all(axis=1)]


def _chosen(corners: Floats, kinds: list[Style]) -> list[int]:
    """The boxes to draw, what is wrong first."""
    order = [WRONGLY_KEPT, MISSED, KEPT, SUPPRESSED, PLAIN]
    usable = np.isfinite(corners).all(axis=1) & (np.abs(corners) < 1e12).all(axis=1)
    indices = [int(index) for index in np.flatnonzero(usable)]
    return sorted(indices, key=lambda index: (order.index(kinds[index]), index))[:MOST_BOXES]


def _overlap(corners: Floats, index: int, with_boxes: Floats | None, kind: Style) -> str:
    """The largest IoU with another box that matters, as text; nothing where there is none."""
    if with_boxes is None or kind is KEPT:
        return ""
    values = iou(corners[index], with_boxes)
    if kind is MISSED:  # among those that stay is the box itself
        values = np.sort(values)[:-1]
    largest = float(values.max(initial=0.0))
    return f" IoU {largest:.2f}" if largest > 0 else ""


def _outline(canvas: Canvas, plane: "_Plane", box: Floats, style: Style) -> None:
    canvas.rectangle(plane.place(box), style.colour, style.width, style.dashes)


def _caption(canvas: Canvas, plane: "_Plane", box: Floats, style: Style, text: str) -> None:
    left, top, _, _ = plane.place(box)
    canvas.label((left, top - 4), text, style.colour)


def _legend(canvas: Canvas, styles: list[Style]) -> None:
    for number, style in enumerate(styles):
        x = MARGIN + (number % 2) * (WIDTH - 2 * MARGIN) / 2
        y = 26 + (number // 2) * 36
        canvas.line([(x, y), (x + 56, y)], style.colour, style.width, style.dashes)
        canvas.text((x + 68, y), f"{style.letter}  {style.word}", style.colour, SMALL, "lm")


class _Plane:
    """Maps the boxes' coordinates to the sheet with one scale for both axes."""

    def __init__(self, drawn: Floats) -> None:
        points = drawn.reshape(-1, 2)
        self._low = points.min(axis=0)
        extent = np.maximum(points.max(axis=0) - self._low, 1e-12)
        room = WIDTH - 2 * MARGIN
        self._scale = float(min(room / extent[0], _LARGEST_PLANE / extent[1]))
        self._left = (WIDTH - float(extent[0]) * self._scale) / 2
        self.height = float(extent[1]) * self._scale

    def place(self, box: Floats) -> tuple[float, float, float, float]:
        x1, y1 = (box[:2] - self._low) * self._scale
        x2, y2 = (box[2:] - self._low) * self._scale
        top = _LEGEND_HEIGHT
        return float(x1) + self._left, float(y1) + top, float(x2) + self._left, float(y2) + top
