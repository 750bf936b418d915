"""Coordinate axes: curves and points in the numbers of the thing that is plotted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cards.figures.drawing import Drawing, Point, Words

STEPS = 160


@dataclass(frozen=True, slots=True)
class Axes:
    """A plot at (`x`, `y`) on the drawing, `width` by `height`, of the given ranges."""

    drawing: Drawing
    x: float
    y: float
    width: float
    height: float
    across: tuple[float, float]
    up: tuple[float, float]

    def at(self, x: float, y: float) -> Point:
        """Return where the point (x, y) lies on the drawing."""
        right = (x - self.across[0]) / (self.across[1] - self.across[0])
        above = (y - self.up[0]) / (self.up[1] - self.up[0])
        return self.x + right * self.width, self.y + (1 - above) * self.height

    def lines(self) -> None:
        """Draw both axes through the origin, or along the edge where it lies outside."""
        across = min(max(0.0, self.across[0]), self.across[1])
        above = min(max(0.0, self.up[0]), self.up[1])
        self.drawing.path([self.at(self.across[0], above), self.at(self.across[1], above)], "grey")
        self.drawing.path([self.at(across, self.up[0]), self.at(across, self.up[1])], "grey")

    def names(self, across: Words, up: Words) -> None:
        """Write what the axes mean: below the plot, and above its left end."""
        self.drawing.label(self.x + self.width, self.y + self.height + 27, across, anchor="end")
        self.drawing.label(self.x - 6, self.y - 13, up, anchor="start")

    def ticks(self, across: Sequence[float] = (), up: Sequence[float] = ()) -> None:
        """Mark and write numbers below and left of the plot."""
        for value in across:
            x, _ = self.at(value, self.up[0])
            bottom = self.y + self.height
            self.drawing.line(x, bottom, x, bottom + 4, "grey")
            self.drawing.label(x, bottom + 12, f"{value:g}".replace("-", "−"))
        for value in up:
            _, y = self.at(self.across[0], value)
            self.drawing.line(self.x - 4, y, self.x, y, "grey")
            self.drawing.label(self.x - 7, y, f"{value:g}".replace("-", "−"), anchor="end")

    def curve(self, function: Callable[[float], float], look: str = "") -> None:
        """Plot `function`, leaving out what lies outside of the plot."""
        low, high = self.across
        xs = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
        for piece in _inside([(x, function(x)) for x in xs], *self.up):
            self.drawing.path([self.at(*point) for point in piece], look)

    def path(self, points: Sequence[Point], look: str = "", *, closed: bool = False) -> None:
        self.drawing.path([self.at(*point) for point in points], look, closed=closed)

    def dot(self, x: float, y: float, look: str = "solid", radius: float = 3) -> None:
        self.drawing.dot(*self.at(x, y), radius, look)


def _inside(points: Sequence[Point], low: float, high: float) -> Iterator[list[Point]]:
    """Cut a line into the pieces that lie between `low` and `high`."""
    piece: list[Point] = []
    for start, end in pairwise(points):
        clipped = _clipped(start, end, low, high)
        if clipped is None or (piece and piece[-1] != clipped[0]):
            if piece:
                yield piece
            piece = []
        if clipped is not None:
            piece = piece or [clipped[0]]
            piece.append(clipped[1])
    if piece:
        yield piece


def _clipped(start: Point, end: Point, low: float, high: float) -> tuple[Point, Point] | None:
    (x1, y1), (x2, y2) = start, end
    if max(y1, y2) < low or min(y1, y2) > high:
        return None

    def bounded(x: float, y: float) -> Point:
        edge = min(max(y, low), high)
        return (x, y) if edge == y else (x1 + (x2 - x1) * (edge - y1) / (y2 - y1), edge)

    return bounded(x1, y1), bounded(x2, y2)
