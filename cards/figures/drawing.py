"""The vocabulary of figures: shapes and labels on a canvas that is 320 units wide.

At the width of a card on a small phone a unit is nine tenths of a pixel, so letters stay legible.
Colours are no part of a drawing: a *look* names classes, and figures.css gives them colours.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cards.figures.lettering import LINE_HEIGHT, text_width

WIDTH = 320.0
MARGIN = 4.0
HUES = frozenset({"blue", "orange", "green", "red", "violet", "grey"})
LOOKS = HUES | {"tint", "solid", "thick", "thin", "dash", "round", "strong", "italic", "halo"}

Words = str | tuple[str, str]
Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


class Extent(NamedTuple):
    """The rectangle that something fills."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG element without words."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    look: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class Label:
    """Words in both languages around (`x`, `y`); with a `part`, a card can hide or show them."""

    x: float
    y: float
    en: str
    zh: str
    anchor: Anchor
    look: str
    part: str

    def lines(self, language: str) -> list[str]:
        return (self.zh if language == "zh" else self.en).split("\n")

    def extent(self, language: str) -> Extent:
        lines = self.lines(language)
        width = max(text_width(line, bold="strong" in self.look.split()) for line in lines)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        half = len(lines) * LINE_HEIGHT / 2
        return Extent(left, self.y - half, left + width, self.y + half)


class Drawing:
    """Collects what a figure consists of, in the order in which it is painted."""

    def __init__(self) -> None:
        self.items: list[Shape | Label] = []
        self.facts: dict[str, str] = {}
        """Computed values that the alternative text names, by name."""

    @property
    def labels(self) -> list[Label]:
        return [item for item in self.items if isinstance(item, Label)]

    @property
    def parts(self) -> dict[str, Label]:
        """The first label of each part, in the order of painting."""
        found: dict[str, Label] = {}
        for label in self.labels:
            if label.part:
                found.setdefault(label.part, label)
        return found

    @property
    def height(self) -> float:
        """Ends right below the lowest thing, whichever language."""
        return max(bottom for _, _, _, bottom in self.extents()) + MARGIN

    def extents(self) -> list[Extent]:
        shapes = [item.extent for item in self.items if isinstance(item, Shape)]
        return shapes + [
            label.extent(language) for label in self.labels for language in ("en", "zh")
        ]

    def rect(self, x: float, y: float, width: float, height: float, look: str = "") -> None:
        attributes = {"x": x, "y": y, "width": width, "height": height}
        if "round" in look.split():
            attributes["rx"] = 5
        self._shape("rect", attributes, look, Extent(x, y, x + width, y + height))

    def dot(self, x: float, y: float, radius: float = 3, look: str = "solid") -> None:
        extent = Extent(x - radius, y - radius, x + radius, y + radius)
        self._shape("circle", {"cx": x, "cy": y, "r": radius}, look, extent)

    def path(self, points: Sequence[Point], look: str = "", *, closed: bool = False) -> None:
        """Join `points` by straight lines."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        coordinates = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        tag = "polygon" if closed else "polyline"
        extent = Extent(min(xs), min(ys), max(xs), max(ys))
        self.items.append(Shape(tag, (("points", coordinates),), _checked(look), extent))

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str = "") -> None:
        self.path([(x1, y1), (x2, y2)], look)

    def arrow(self, *points: Point, look: str = "") -> None:
        """Join `points`, with an arrow head at the last one."""
        (x1, y1), (x2, y2) = points[-2:]
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        neck = (x2 - 6 * dx, y2 - 6 * dy)
        self.path([*points[:-1], neck], look)
        wings = [(neck[0] - 3.2 * dy, neck[1] + 3.2 * dx), (neck[0] + 3.2 * dy, neck[1] - 3.2 * dx)]
        hue = " ".join(word for word in look.split() if word in HUES)
        self.path([(x2, y2), *wings], f"{hue} solid".strip(), closed=True)

    def label(
        self,
        x: float,
        y: float,
        words: Words,
        look: str = "",
        *,
        part: str = "",
        anchor: Anchor = "middle",
    ) -> None:
        """Write `words` in lines around the height `y`; a plain string serves both languages."""
        en, zh = (words, words) if isinstance(words, str) else words
        self.items.append(Label(x, y, en, zh, anchor, _checked(look), part))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        words: Words,
        look: str = "",
        *,
        part: str = "",
    ) -> None:
        """Draw a box with `words` in its middle."""
        self.rect(x, y, width, height, f"{look} tint round".strip())
        self.label(x + width / 2, y + height / 2, words, part=part)

    def plus(self, x: float, y: float, sign: str = "+", look: str = "") -> None:
        """Draw a circle that joins what arrives at it."""
        self.dot(x, y, 10, f"{look} tint".strip())
        self.label(x, y, sign, "strong")

    def cells(
        self,
        x: float,
        y: float,
        size: float,
        rows: Sequence[Sequence[object]],
        look: Callable[[int, int], str] = lambda row, column: "",
    ) -> None:
        """Draw a grid of square cells; what a row holds is written into them."""
        for row, entries in enumerate(rows):
            for column, entry in enumerate(entries):
                left, top = x + column * size, y + row * size
                self.rect(left, top, size, size, f"{look(row, column)} thin".strip())
                if str(entry):
                    self.label(left + size / 2, top + size / 2, str(entry))

    def _shape(self, tag: str, attributes: dict[str, float], look: str, extent: Extent) -> None:
        written = tuple((name, number(value)) for name, value in attributes.items())
        self.items.append(Shape(tag, written, _checked(look), extent))


def number(value: float) -> str:
    """Return `value` with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0" if abs(value) < 0.05 else "-0")


def blank(rows: int, columns: int | None = None) -> list[list[str]]:
    """Return cells without anything in them."""
    return [[""] * (columns or rows) for _ in range(rows)]


def _checked(look: str) -> str:
    unknown = set(look.split()) - LOOKS
    if unknown:
        raise ValueError(f"no look is called {sorted(unknown)}")
    return look
