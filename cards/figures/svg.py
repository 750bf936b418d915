"""A figure as an SVG element for a page: no colours, no styles, no ids, nothing to load."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from cards.figures.drawing import WIDTH, Drawing, Label, Shape, number
from cards.figures.lettering import LINE_HEIGHT
from cards.figures.registry import UnknownPart, drawing_of, find_figure

# Where Chinese meets Latin letters or digits, whichever words a part has.
_BORDER = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])")
_HIDDEN = {"en": "(hidden)", "zh": "（已遮住）"}
_COVER = (30.0, 20.0)  # the same for every part, so that its size tells nothing
_BASELINE = 4.6  # from the middle of a line down to where its letters stand


@lru_cache(maxsize=1024)
def figure_svg(name: str, language: str, *, hide: str = "", show: str = "") -> str:
    """Return the figure in `language` ("en" or "zh").

    The words of the part `hide` are left out for a "?", those of `show` stand out. Raises
    UnknownFigure and UnknownPart.
    """
    drawing = drawing_of(name)
    for part in filter(None, (hide, show)):
        if part not in drawing.parts:
            raise UnknownPart(part)
    told = escape(alternative_text(name, language, hide=hide))
    size = f"0 0 {number(WIDTH)} {number(drawing.height)}"
    content = "".join(_elements(drawing, language, hide, show))
    return f'<svg role="img" aria-label="{told}" viewBox="{size}">{content}</svg>'


def alternative_text(name: str, language: str, *, hide: str = "") -> str:
    """Return the figure's title and what is to be seen, without what `hide` hides."""
    figure, drawing = find_figure(name), drawing_of(name)
    words = {
        part: _HIDDEN[language] if part == hide else " ".join(label.lines(language))
        for part, label in drawing.parts.items()
    }
    title, about = (figure.title[language == "zh"], figure.about[language == "zh"])
    colon = "：" if language == "zh" else ": "
    text = f"{title}{colon}{about}".format_map(words | drawing.facts)
    return _BORDER.sub(" ", text) if language == "zh" else text


def _elements(drawing: Drawing, language: str, hide: str, show: str) -> Iterator[str]:
    for item in drawing.items:
        if isinstance(item, Shape):
            yield _element(item)
        elif item.part and item.part == hide:
            yield _cover(item, language)
        elif item.part and item.part == show:
            yield _highlight(item, language) + _text(item, language, "answered")
        else:
            yield _text(item, language)


def _element(shape: Shape) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in shape.attributes)
    look = f' class="{shape.look}"' if shape.look else ""
    return f"<{shape.tag}{attributes}{look}/>"


def _text(label: Label, language: str, look: str = "") -> str:
    lines = label.lines(language)
    top = label.y - (len(lines) - 1) * LINE_HEIGHT / 2 + _BASELINE
    anchor = "" if label.anchor == "start" else label.anchor
    classes = " ".join(filter(None, (label.look, look, anchor)))
    attribute = f' class="{classes}"' if classes else ""
    return "".join(
        f'<text x="{number(label.x)}" y="{number(top + place * LINE_HEIGHT)}"{attribute}>'
        f"{escape(line)}</text>"
        for place, line in enumerate(lines)
    )


def _cover(label: Label, language: str) -> str:
    left, top, right, bottom = label.extent(language)
    x, y = (left + right) / 2, (top + bottom) / 2
    width, height = _COVER
    return (
        f'<rect class="covered" x="{number(x - width / 2)}" y="{number(y - height / 2)}"'
        f' width="{number(width)}" height="{number(height)}" rx="4"/>'
        f'<text class="strong middle" x="{number(x)}" y="{number(y + _BASELINE)}">?</text>'
    )


def _highlight(label: Label, language: str) -> str:
    left, top, right, bottom = label.extent(language)
    return (
        f'<rect class="shown" x="{number(left - 4)}" y="{number(top - 1)}"'
        f' width="{number(right - left + 8)}" height="{number(bottom - top + 2)}" rx="4"/>'
    )
