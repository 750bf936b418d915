"""How Markdown is read, and how each kind of content in it becomes HTML."""

import unicodedata
from collections.abc import Iterable, Sequence

from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath.index import math_block_dollar, math_inline_dollar

from cards.rendering import markers
from cards.rendering.figures import FigureError, is_figure, keep_place, render_figure
from cards.rendering.highlighting import highlight
from cards.rendering.marking import mark_plugin
from cards.rendering.mathml import MathError, render_math
from cards.rendering.sanitising import LOCAL_IMAGE

Tokens = Sequence[Token]

_dollar = math_inline_dollar(allow_space=False, allow_digits=True, allow_double=True)
_dollar_block = math_block_dollar(allow_labels=False, allow_blank_lines=False)


def _inline_math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Pandoc's rule: a closing dollar touches the formula and no digit follows it.

    So "$5和$6" stays money.
    """
    start = state.pos
    if not _dollar(state, True):  # noqa: FBT003
        return False
    end, state.pos = state.pos, start
    if state.src[end : end + 1].isdigit() and not state.src.startswith("$$", start):
        return False
    return _dollar(state, silent)


def _block_math(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001
    """Read `$$ … $$` on lines of its own, also right below a line of text.

    The plugin's rule adds its token even when it is only asked whether it would match.
    """
    line, tokens = state.line, len(state.tokens)
    found = _dollar_block(state, start_line, end_line, silent)
    if found and silent:
        state.line = line
        del state.tokens[tokens:]
    return found


def _formula(latex: str, *, display: bool) -> str:
    try:
        mathml = render_math(latex.strip(), display)
    except MathError as error:
        return (
            f'<code class="math-error" title="{escape(error)}">{markers.to_html(latex)}</code>'
            f' <span class="math-message">{escape(error)}</span>'
        )
    return f'<span class="math-display">{mathml}</span>' if display else mathml


def _figure(address: str, env: EnvType) -> str:
    try:
        return keep_place(render_figure(address, str(env.get("language", "en"))), env)
    except FigureError as error:
        return f'<span class="image-refused">{escape(error)}</span>'


class Renderer(RendererHTML):
    """Renders each token whose HTML differs from CommonMark's; method names are token types."""

    def text(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return markers.to_html(tokens[idx].content)

    def code_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<code>{markers.to_html(tokens[idx].content)}</code>"

    def code_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        code = highlight(tokens[idx].content, "")
        return f'<pre class="code" tabindex="0"><code>{code}</code></pre>\n'

    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        language = tokens[idx].info.split(maxsplit=1)[:1]
        code = highlight(tokens[idx].content, "".join(language))
        return f'<pre class="code" tabindex="0"><code>{code}</code></pre>\n'

    def math_inline(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return _formula(tokens[idx].content, display=False)

    def math_inline_double(
        self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return _formula(tokens[idx].content, display=True)

    def math_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<p>{_formula(tokens[idx].content, display=True)}</p>\n"

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[idx].attrs.get("src", ""))
        if is_figure(address):
            return _figure(address, env)
        if LOCAL_IMAGE.match(address):
            return super().image(tokens, idx, options, env)
        description = self.renderInlineAsText(tokens[idx].children or [], options, env)
        return f'<span class="image-refused">{markers.to_html(description)}</span>'

    def softbreak(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        before = _nearest_text(tokens[place] for place in range(idx - 1, -1, -1))[-1:]
        after = _nearest_text(tokens[place] for place in range(idx + 1, len(tokens)))[:1]
        return "" if _is_wide(before) and _is_wide(after) else "\n"

    def table_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table-scroll" tabindex="0"><table>\n'

    def table_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    def td_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])


def _cell(token: Token) -> str:
    alignment = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f'<{token.tag} class="align-{alignment}">' if alignment else f"<{token.tag}>"


def _nearest_text(tokens: Iterable[Token]) -> str:
    """The first text among `tokens`, without marks; empty where a formula or code comes first."""
    for token in tokens:
        if token.type == "text" and (text := markers.remove(token.content)):
            return text
        if token.type in _SOLID:
            return ""
    return ""


_SOLID = {"math_inline", "math_inline_double", "code_inline", "image", "hardbreak", "softbreak"}


def _is_wide(character: str) -> bool:
    return bool(character) and (
        unicodedata.east_asian_width(character) in "WF" or character in "“”‘’…—"
    )


def build_parser(renderer: type[Renderer] = Renderer) -> MarkdownIt:
    """Return CommonMark with tables, strikethrough, marks and formulas, without raw HTML."""
    md = MarkdownIt("commonmark", {"html": False}, renderer_cls=renderer)
    md.enable(["table", "strikethrough"])
    md.use(mark_plugin)
    md.inline.ruler.before("escape", "math_inline", _inline_math)
    md.block.ruler.before(
        "fence",
        "math_block",
        _block_math,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
    return md


parser = build_parser()
