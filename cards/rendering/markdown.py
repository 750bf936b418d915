"""Markdown with formulas and code, as safe HTML."""

from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from cards.languages import ContentLanguage
from cards.rendering import markers
from cards.rendering.figures import put_figures
from cards.rendering.parser import parser
from cards.rendering.sanitising import sanitise


@lru_cache(maxsize=8192)
def render_markdown(source: str, language: str = ContentLanguage.EN) -> SafeString:
    """Return the blocks of a Markdown text as HTML that can run no script.

    A formula that cannot be shown appears as its source with the reason beside it. Figures speak
    `language`, that of the text.
    """
    env: dict[str, Any] = {"language": str(language)}
    return _safe(parser.render(source, env), env)


@lru_cache(maxsize=8192)
def render_inline(source: str, language: str = ContentLanguage.EN) -> SafeString:
    """Return one line of Markdown as HTML without block elements, as a label or button needs."""
    env: dict[str, Any] = {"language": str(language)}
    return _safe(parser.renderInline(source, env), env)


def _safe(html: str, env: dict[str, Any]) -> SafeString:
    clean = sanitise(markers.remove(html))
    return mark_safe(put_figures(clean, env))  # noqa: S308 sanitised just above
