"""Markdown with formulas and code, as safe HTML."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from cards.rendering import markers
from cards.rendering.parser import parser
from cards.rendering.sanitising import sanitise


@lru_cache(maxsize=8192)
def render_markdown(source: str) -> SafeString:
    """Return the blocks of a Markdown text as HTML that can run no script.

    A formula that cannot be shown appears as its source with the reason beside it.
    """
    return _safe(parser.render(source))


@lru_cache(maxsize=8192)
def render_inline(source: str) -> SafeString:
    """Return one line of Markdown as HTML without block elements, as a label or button needs."""
    return _safe(parser.renderInline(source))


def _safe(html: str) -> SafeString:
    return mark_safe(sanitise(markers.remove(html)))  # noqa: S308 sanitised on this very line
