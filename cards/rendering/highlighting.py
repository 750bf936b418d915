"""Source code in colour, by Pygments, with cloze marks kept in place."""

from collections.abc import Iterator

from django.utils.html import escape
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from cards.rendering import markers

CLASSES = frozenset(name for name in STANDARD_TYPES.values() if name)


def highlight(code: str, language: str) -> str:
    """Return `code` as escaped HTML; each token of a known language is a classed `<span>`."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False) if language else None
    except ClassNotFound:
        lexer = None
    if lexer is None:
        return markers.to_html(code)
    return "".join(_spans(code, lexer))


def _spans(code: str, lexer: Lexer) -> Iterator[str]:
    # The lexer must see the code without marks, else each mark would be an error token.
    marks, clean = _without_marks(code)
    place = 0
    for kind, value in lexer.get_tokens(clean):
        end = place + len(value)
        while marks and marks[0][0] < end:
            position, mark = marks.pop(0)
            yield _span(kind, clean[place:position])
            yield mark
            place = position
        yield _span(kind, clean[place:end])
        place = end
    yield from (mark for _position, mark in marks)


def _without_marks(code: str) -> tuple[list[tuple[int, str]], str]:
    """Return where which element begins or ends, and the bare code."""
    marks: list[tuple[int, str]] = []
    clean = ""
    for piece in markers.pieces(code):
        if piece in markers.HTML:
            marks.append((len(clean), markers.HTML[piece]))
        else:
            clean += piece
    return marks, clean


def _span(kind: _TokenType, value: str) -> str:
    if not value:
        return ""
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    name = STANDARD_TYPES.get(kind, "")
    return f'<span class="{name}">{escape(value)}</span>' if name else escape(value)
