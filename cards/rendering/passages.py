"""Passages of imported notes as safe HTML: anybody's Markdown, which no author checked for us."""

import re
from collections.abc import Sequence

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from cards.rendering import markers
from cards.rendering.parser import Renderer, Tokens, build_parser
from cards.rendering.sanitising import sanitise

# Some characters in a row make Markdown take long; so much is shown in a blink whatever it is.
LONGEST = 12_000
_LONGEST_LINE = 3_000
# Pygments takes seconds for a long line of spaces in C, and for others in other languages.
_LONGEST_COLOURED = 6_000
_LONGEST_COLOURED_LINE = 200
_INDENT = re.compile(r"[ \t]*")
_IMAGE_TAG = re.compile(r"<img\b", re.IGNORECASE)


def render_passage(text: str, definitions: str = "") -> SafeString:
    """Return `text` as HTML; `definitions` are footnotes and links it uses and does not have.

    Of long texts the beginning is shown. HTML in it is left out, and pictures are named only.
    """
    shown = shorten(_dedented(text))
    html = _parser.render(f"{shown}\n\n{definitions}", {})
    return mark_safe(sanitise(markers.remove(html)))  # noqa: S308 sanitised on this very line


def is_long(text: str) -> bool:
    """Whether only the beginning of `text` is shown."""
    return shorten(text) != text


def shorten(text: str) -> str:
    """The first lines of `text`, as many as are shown."""
    lines = [line[:_LONGEST_LINE] for line in text[:LONGEST].split("\n")]
    if len(text) > LONGEST and len(lines) > 1:
        lines.pop()
    return "\n".join(lines)


def _dedented(text: str) -> str:
    """The text moved left by the indent of its first line: it may come from within a list."""
    first = _INDENT.match(text.expandtabs(4))
    width = first.end() if first else 0
    if not width:
        return text
    lines = text.expandtabs(4).split("\n")
    return "\n".join(line[min(width, len(line) - len(line.lstrip())) :] for line in lines)


class _PassageRenderer(Renderer):
    """Headings are no headings of the page; HTML is left out; no picture is there to be shown."""

    def heading_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<p><strong>"

    def heading_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</strong></p>\n"

    def html_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return _picture("") if _IMAGE_TAG.match(tokens[idx].content) else ""

    def html_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        content = tokens[idx].content
        pictures = _picture("") * len(_IMAGE_TAG.findall(content))
        words = markers.to_html(strip_tags(content).strip())
        return f"<p>{words}{pictures}</p>\n" if words or pictures else ""

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        if _is_short(tokens[idx].content):
            return super().fence(tokens, idx, options, env)
        return self.code_block(tokens, idx, options, env)

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return _picture(self.renderInlineAsText(tokens[idx].children or [], options, env))

    def footnote_ref(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"[{_number(tokens, idx)}]"

    def footnote_block_open(
        self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "<hr><ol>\n"

    def footnote_block_close(
        self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</ol>\n"

    def footnote_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<li>"

    def footnote_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return ""


def _is_short(code: str) -> bool:
    lines = code.split("\n")
    return len(code) <= _LONGEST_COLOURED and max(map(len, lines)) <= _LONGEST_COLOURED_LINE


def _number(tokens: Sequence[object], idx: int) -> int:
    meta = getattr(tokens[idx], "meta", {})
    return int(meta["id"]) + 1


def _picture(description: str) -> str:
    words = " ".join(description.split())
    said = _("picture: %(description)s") % {"description": words} if words else _("picture")
    return f'<span class="image-refused">{escape(said)}</span>'


def _build_parser() -> MarkdownIt:
    md = build_parser(_PassageRenderer)
    md.options["html"] = True
    md.options["maxNesting"] = 40
    md.use(footnote_plugin)
    for name in ("footnote_ref", "footnote_block_open", "footnote_block_close", "footnote_open",
                 "footnote_close", "footnote_anchor"):  # fmt: skip
        # The plugin brings its own, with ids and links that mean nothing here.
        md.renderer.rules[name] = getattr(md.renderer, name)  # type: ignore[attr-defined]
    return md


_parser = _build_parser()
