"""What all pictures share: size, colours, patterns and text.

Drawn 720 pixels wide, so that text of 26 is read as 13 on a telephone that shows 360. The
ground is always light: a picture stands on light and dark pages alike. Colours are those of
Okabe and Ito, told apart with any colour vision, and never speak alone.
"""

import io
import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

WIDTH = 720
MARGIN = 20
TEXT = 26
SMALL = 22

GROUND = (255, 255, 255)
INK = (33, 37, 41)
QUIET = (134, 142, 150)
FAINT = (222, 226, 230)
GREEN = (0, 128, 96)
ORANGE = (200, 90, 0)
RED = (190, 20, 60)
BLUE = (0, 90, 160)

Colour = tuple[int, int, int]
Point = tuple[float, float]
Dashes = tuple[float, ...]

SOLID: Dashes = ()
DASHED: Dashes = (18, 10)
DOTTED: Dashes = (5, 8)


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's built-in font, so that nothing has to be installed."""
    return ImageFont.load_default(size)


class Canvas:
    """A light sheet with the few strokes that pictures are made of."""

    def __init__(self, height: int) -> None:
        self._image = Image.new("RGB", (WIDTH, height), GROUND)
        self._draw = ImageDraw.Draw(self._image)
        self._plates: list[tuple[float, float, float]] = []
        self._draw.rectangle((0, 0, WIDTH - 1, height - 1), outline=FAINT, width=2)

    def png(self) -> bytes:
        """The picture as a small PNG."""
        buffer = io.BytesIO()
        small = self._image.quantize(64, dither=Image.Dither.NONE)
        small.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()

    def text(
        self, at: Point, text: str, colour: Colour = INK, size: int = TEXT, anchor: str = "la"
    ) -> None:
        """Write one line; `anchor` is Pillow's. Letters the font lacks become question marks."""
        plain = text.encode("latin-1", "replace").decode("latin-1")
        self._draw.text(at, plain, colour, font(size), anchor=anchor)

    def label(self, at: Point, text: str, colour: Colour, size: int = SMALL) -> None:
        """Write on a light plate, so that lines below do not disturb; kept inside the sheet."""
        left, top, right, bottom = self._draw.textbbox((0, 0), text, font(size))
        width, height = right - left + 8, bottom - top + 8
        x = min(max(at[0], 4), WIDTH - width - 4)
        y = min(max(at[1], 4), self._image.height - height - 4)
        y = self._free(x, y, width, height)
        self._draw.rectangle((x, y, x + width, y + height), fill=GROUND, outline=colour)
        self.text((x + 4 - left, y + 4 - top), text, colour, size)

    def _free(self, x: float, y: float, width: float, height: float) -> float:
        """The height nearest below `y` where a plate covers no other; `y` if there is none."""
        for step in range(12):
            moved = y + step * (height + 1)
            if moved > self._image.height - height - 4:
                break
            if not any(
                abs(x - left) < max(width, wide) and abs(moved - top) < height
                for left, top, wide in self._plates
            ):
                self._plates.append((x, moved, width))
                return moved
        return y

    def fill(self, box: tuple[float, float, float, float], colour: Colour) -> None:
        """Fill a rectangle."""
        self._draw.rectangle(box, fill=colour)

    def dot(self, at: Point, radius: float, colour: Colour) -> None:
        """Draw a filled dot."""
        x, y = at
        self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def line(
        self, points: Sequence[Point], colour: Colour, width: int = 3, dashes: Dashes = SOLID
    ) -> None:
        """Draw a line through `points`, with dashes that go on round its corners."""
        if not dashes:
            self._draw.line(list(points), fill=colour, width=width, joint="curve")
            return
        rest, drawing = dashes[0], True
        for start, end in pairwise(points):
            rest, drawing = self._dashed(start, end, colour, width, dashes, (rest, drawing))

    def rectangle(
        self,
        box: tuple[float, float, float, float],
        colour: Colour,
        width: int = 3,
        dashes: Dashes = SOLID,
    ) -> None:
        """Draw the outline of a rectangle."""
        x1, y1, x2, y2 = box
        corners = [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]
        self.line(corners, colour, width, dashes)

    def _dashed(
        self,
        start: Point,
        end: Point,
        colour: Colour,
        width: int,
        dashes: Dashes,
        state: tuple[float, bool],
    ) -> tuple[float, bool]:
        rest, drawing = state
        length = math.dist(start, end)
        at = 0.0
        while at < length:
            step = min(rest, length - at)
            if drawing:
                ends = [_along(start, end, place / length) for place in (at, at + step)]
                self._draw.line(ends, fill=colour, width=width)
            at, rest = at + step, rest - step
            if rest <= 0:
                drawing = not drawing
                rest = dashes[0] if drawing else dashes[1]
        return rest, drawing


def _along(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def number(value: float) -> str:
    """A number short enough for a picture."""
    return f"{value:.3g}"
