"""What should have come out and what did, as two curves over each other."""

import numpy as np
from numpy.typing import NDArray

from sandbox.judge.pictures.canvas import (
    BLUE,
    DASHED,
    FAINT,
    INK,
    MARGIN,
    ORANGE,
    QUIET,
    SMALL,
    SOLID,
    WIDTH,
    Canvas,
    Colour,
    Dashes,
    Point,
    number,
)  # fmt: skip

HEIGHT = 460
_TOP, _BOTTOM, _LEFT = 104, HEIGHT - 62, 120
_MOST_POINTS = 600
_MOST_DOTS = 60

Floats = NDArray[np.float64]


def curve(path: str, expected: Floats, got: Floats, x: Floats | None = None) -> bytes | None:
    """Draw the worst row of two arrays of equal shape over `x` (or over the index).

    The expected curve is solid, the submission's dashed with dots; NaN and infinities leave gaps,
    marked by an N at the foot. None for a single number.
    """
    if expected.size < 2:
        return None
    row, wanted, returned = _worst_row(expected, got)
    places = np.arange(wanted.size, dtype=np.float64)
    named = x is not None and x.shape == wanted.shape and bool(np.isfinite(x).all())
    if x is not None and named:
        places = x
    order = np.argsort(places, kind="stable")
    if order.size > _MOST_POINTS:
        order = order[np.linspace(0, order.size - 1, _MOST_POINTS).astype(int)]
    axes = _Axes(places[order], np.concatenate([wanted[order], returned[order]]))
    canvas = Canvas(HEIGHT)
    canvas.text((MARGIN, 14), f"{path}{row}")
    _legend(canvas)
    axes.draw(canvas)
    axes.plot(canvas, wanted[order], BLUE, SOLID, dots=False)
    axes.plot(canvas, returned[order], ORANGE, DASHED, dots=order.size <= _MOST_DOTS)
    return canvas.png()


def _worst_row(expected: Floats, got: Floats) -> tuple[str, Floats, Floats]:
    """The row of the last axis in which the two differ most, with its index."""
    if expected.ndim <= 1:
        return "", expected, got
    wanted = expected.reshape(-1, expected.shape[-1])
    returned = got.reshape(-1, got.shape[-1])
    with np.errstate(invalid="ignore", over="ignore"):
        difference = np.abs(wanted - returned)
    worst = int(np.nan_to_num(difference, nan=np.inf, posinf=np.inf).max(axis=1).argmax())
    index = np.unravel_index(worst, expected.shape[:-1])
    return str([int(one) for one in index]), wanted[worst], returned[worst]


def _legend(canvas: Canvas) -> None:
    canvas.line([(MARGIN, 70), (MARGIN + 70, 70)], BLUE, 5)
    canvas.text((MARGIN + 82, 56), "expected", BLUE, SMALL)
    canvas.line([(280, 70), (350, 70)], ORANGE, 5, DASHED)
    canvas.dot((315, 70), 6, ORANGE)
    canvas.text((362, 56), "yours", ORANGE, SMALL)


class _Axes:
    """Maps values to places on the sheet."""

    def __init__(self, x: Floats, y: Floats) -> None:
        self._x = x
        finite = y[np.isfinite(y)]
        self._x_range = _range(x)
        self._y_range = _range(finite)

    def draw(self, canvas: Canvas) -> None:
        low, high = self._y_range
        for share in (0.0, 0.5, 1.0):
            y = _BOTTOM - share * (_BOTTOM - _TOP)
            canvas.line([(_LEFT, y), (WIDTH - MARGIN, y)], FAINT, 2)
            label = number(low + share * (high - low))
            canvas.text((_LEFT - 10, y), label, QUIET, SMALL, "rm")
        canvas.text((_LEFT, _BOTTOM + 22), number(float(self._x[0])), QUIET, SMALL)
        canvas.text((WIDTH - MARGIN, _BOTTOM + 22), number(float(self._x[-1])), QUIET, SMALL, "ra")

    def plot(
        self, canvas: Canvas, y: Floats, colour: Colour, dashes: Dashes, *, dots: bool
    ) -> None:
        piece: list[Point] = []
        for at, value in zip(self._x, y, strict=True):
            if np.isfinite(value):
                piece.append(self._place(float(at), float(value)))
                continue
            self._stroke(canvas, piece, colour, dashes, dots=dots)
            piece = []
            x, _ = self._place(float(at), self._y_range[0])
            canvas.text((x, _BOTTOM - 4), "N", colour if colour != BLUE else INK, SMALL, "md")
        self._stroke(canvas, piece, colour, dashes, dots=dots)

    def _stroke(
        self, canvas: Canvas, piece: list[Point], colour: Colour, dashes: Dashes, *, dots: bool
    ) -> None:
        if len(piece) > 1:
            canvas.line(piece, colour, 4, dashes)
        if dots or len(piece) == 1:
            for point in piece:
                canvas.dot(point, 6, colour)

    def _place(self, x: float, y: float) -> Point:
        left, right = self._x_range
        low, high = self._y_range
        across = (min(max(x, left), right) - left) / (right - left)
        up = (min(max(y, low), high) - low) / (high - low)
        return _LEFT + across * (WIDTH - MARGIN - _LEFT - 8), _BOTTOM - up * (_BOTTOM - _TOP)


def _range(values: Floats) -> tuple[float, float]:
    """From the smallest to the largest value, never empty and never too wide to divide."""
    if not values.size:
        return 0.0, 1.0
    low = float(np.clip(values.min(), -1e150, 1e150))
    high = float(np.clip(values.max(), -1e150, 1e150))
    if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
        margin = max(abs(low), 1.0) * 0.5
        return low - margin, high + margin
    return low, high
