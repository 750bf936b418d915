"""|difference| of two arrays as a heat map with its scale."""

import numpy as np
from numpy.typing import NDArray

from sandbox.judge.pictures.canvas import (
    FAINT,
    INK,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Canvas,
    Colour,
    number,
)  # fmt: skip

MOST_CELLS = 64
_SCALE_HEIGHT = 90
_TITLE_HEIGHT = 56
_NOT_FINITE: Colour = (0, 90, 160)
_RAMP = np.array([[255, 250, 235], [254, 196, 79], [217, 95, 14], [120, 20, 10]], dtype=np.float64)

Floats = NDArray[np.float64]


def heatmap(path: str, expected: Floats, got: Floats) -> bytes | None:
    """Draw |got - expected| (equal shapes), the worst plane of more than two axes.

    Cells where only one side is finite, or the two infinities differ, are blue with an N. None
    for a single number, of which there is nothing to see.
    """
    if expected.size < 2:
        return None
    difference = _difference(expected, got)
    plane, place = _worst_plane(difference)
    plane, step = _pooled(plane)
    rows, columns = plane.shape
    cell = min((WIDTH - 2 * MARGIN) / columns, 560 / rows, 90.0)
    canvas = Canvas(int(_TITLE_HEIGHT + rows * cell + _SCALE_HEIGHT))
    each = f", cell = {step[0]}x{step[1]}" if step != (1, 1) else ""
    canvas.text((MARGIN, 14), f"|difference| {path}{place}{each}")
    finite = plane[np.isfinite(plane)]
    largest = float(finite.max(initial=0.0))
    for row in range(rows):
        for column in range(columns):
            corner = (MARGIN + column * cell, _TITLE_HEIGHT + row * cell)
            _cell(canvas, corner, cell, float(plane[row, column]), largest)
    _scale(canvas, _TITLE_HEIGHT + rows * cell + 16, largest, has_odd=finite.size < plane.size)
    return canvas.png()


def _difference(expected: Floats, got: Floats) -> Floats:
    """|difference|, 0 where both are the same NaN or infinity, inf where only one is."""
    with np.errstate(invalid="ignore", over="ignore"):
        same = (expected == got) | (np.isnan(expected) & np.isnan(got))
        difference = np.abs(got - expected)
    return np.where(same, 0.0, np.where(np.isnan(difference), np.inf, difference))


def _worst_plane(difference: Floats) -> tuple[Floats, str]:
    """The plane of the last two axes with the largest difference, and where it lies."""
    if difference.ndim <= 2:
        return np.atleast_2d(difference), ""
    planes = difference.reshape(-1, *difference.shape[-2:])
    worst = int(planes.max(axis=(1, 2)).argmax())
    index = np.unravel_index(worst, difference.shape[:-2])
    return planes[worst], "[" + ", ".join(str(int(one)) for one in index) + "]"


def _pooled(plane: Floats) -> tuple[Floats, tuple[int, int]]:
    """At most MOST_CELLS cells each way, each the worst of those it stands for."""
    rows, columns = plane.shape
    step = (-(-rows // MOST_CELLS), -(-columns // MOST_CELLS))
    if step == (1, 1):
        return plane, step
    padding = [(0, -rows % step[0]), (0, -columns % step[1])]
    padded = np.pad(plane, padding)
    blocks = padded.reshape(padded.shape[0] // step[0], step[0], -1, step[1])
    pooled: Floats = blocks.max(axis=(1, 3))
    return pooled, step


def _cell(
    canvas: Canvas, corner: tuple[float, float], size: float, value: float, largest: float
) -> None:
    x, y = corner
    share = value / largest if largest and np.isfinite(value) else 0.0
    colour = _NOT_FINITE if not np.isfinite(value) else _colour(share)
    gap = 1 if size > 6 else 0
    canvas.fill((x, y, x + size - gap, y + size - gap), colour)
    if size >= 64 and np.isfinite(value) and value:
        ink = (255, 255, 255) if share > 0.55 else INK
        canvas.text((x + size / 2, y + size / 2), f"{value:.1e}"[:7], ink, 18, "mm")
    elif size >= 22 and not np.isfinite(value):
        canvas.text((x + size / 2, y + size / 2), "N", (255, 255, 255), SMALL, "mm")


def _colour(share: float) -> Colour:
    at = min(max(share, 0.0), 1.0) * (len(_RAMP) - 1)
    low = min(int(at), len(_RAMP) - 2)
    mixed = _RAMP[low] + (_RAMP[low + 1] - _RAMP[low]) * (at - low)
    red, green, blue = (round(float(part)) for part in mixed)
    return red, green, blue


def _scale(canvas: Canvas, top: float, largest: float, *, has_odd: bool) -> None:
    """The bar from 0 to the largest difference, and what blue means."""
    left, right = MARGIN, WIDTH - MARGIN - (250 if has_odd else 0)
    steps = 80
    width = (right - left) / steps
    for step in range(steps):
        x = left + step * width
        canvas.fill((x, top, x + width, top + 22), _colour(step / (steps - 1)))
    canvas.rectangle((left, top, right, top + 22), FAINT, 1)
    canvas.text((left, top + 28), "0", QUIET, SMALL)
    canvas.text(((left + right) / 2, top + 28), number(largest / 2), QUIET, SMALL, "ma")
    canvas.text((right, top + 28), number(largest), INK, SMALL, "ra")
    if has_odd:
        canvas.fill((right + 24, top, right + 46, top + 22), _NOT_FINITE)
        canvas.text((right + 54, top), "N: NaN or inf", INK, SMALL)
