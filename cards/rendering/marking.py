"""``==words==`` as marked words, which note programs know and Markdown does not."""

from collections.abc import Sequence
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

_SIGN = "="


def mark_plugin(md: MarkdownIt) -> None:
    """Read two equals signs on either side of words, as `~~` is read."""
    md.inline.ruler.before("emphasis", "mark", _tokenize)
    md.inline.ruler2.before("emphasis", "mark", _pair)


def _tokenize(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    if silent or state.src[state.pos] != _SIGN:
        return False
    scanned = state.scanDelims(state.pos, True)  # noqa: FBT003
    token = state.push("text", "", 0)
    token.content = _SIGN * scanned.length
    if scanned.length == 2:
        state.delimiters.append(
            Delimiter(
                marker=ord(_SIGN),
                length=0,  # or pairs whose lengths add up to three would not count
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
    state.pos += scanned.length
    return True


def _pair(state: StateInline) -> None:
    within = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for delimiters in (state.delimiters, *within):
        _pair_among(state, delimiters)


def _pair_among(state: StateInline, delimiters: Sequence[Delimiter]) -> None:
    for start in delimiters:
        if start.marker == ord(_SIGN) and start.end != -1:
            _become(state.tokens[start.token], "mark_open", 1)
            _become(state.tokens[delimiters[start.end].token], "mark_close", -1)


def _become(token: Token, kind: str, nesting: Literal[-1, 1]) -> None:
    token.type, token.tag, token.nesting = kind, "mark", nesting
    token.markup, token.content = token.content, ""
