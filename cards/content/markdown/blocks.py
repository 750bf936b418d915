"""The blocks of a Markdown text with their lines: headings, list items, paragraphs, code.

Only blocks are read here, not what stands in a line: that takes no time that grows faster than
the text. Tables and link definitions read as paragraphs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import math_block_dollar

from cards.content.markdown.refusals import Reason, Refused

MAX_BLOCKS = 80_000
MAX_HEADINGS = 10_000
MAX_DEPTH = 12
# Each looks at one line; a line is looked at once for every list and quotation that it may end.
MAX_STEPS = 1_000_000
Kind = Literal["heading", "item", "paragraph", "code", "html", "math", "rule"]

_KINDS: dict[str, Kind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "list_item_open": "item",
    "code_block": "code",
    "fence": "code",
    "html_block": "html",
    "math_block": "math",
    "hr": "rule",
}
_ACTIVE = re.compile(
    r"</?(script|iframe|object|embed|applet|base|meta|form|svg|style)\b", re.IGNORECASE
)
_CODE_SPAN = re.compile(r"(?<!`)(`{1,3})(?!`)[^`]*?(?<!`)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Block:
    """One block; lines count from 1 and include `last`. `level` is that of a heading, 1–6.

    `depth` counts the lists and quotations around it, `ordered` tells of an item's list, and
    `fenced` tells a code fence from indented code.
    """

    kind: Kind
    first: int
    last: int
    depth: int
    text: str
    level: int = 0
    ordered: bool = False
    fenced: bool = False


def read_blocks(text: str) -> list[Block]:
    """Return the blocks of `text` in reading order; an item comes before what is in it.

    Raises Refused where there are too many, where they are too deep, and for HTML that acts.
    """
    blocks = list(_blocks(_parser.parse(text, {})))
    for block in blocks:
        if block.kind in ("html", "paragraph", "heading"):
            _refuse_active(block)
    return blocks


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    depth, ordered = 0, []
    for place, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            ordered.append(token.type == "ordered_list_open")
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            ordered.pop()
        elif token.type in ("list_item_close", "blockquote_close"):
            depth -= 1
        kind = _KINDS.get(token.type)
        if kind and token.map:
            first, end = token.map
            yield Block(
                kind=kind,
                first=first + 1,
                last=max(end, first + 1),
                depth=depth,
                text=_text(tokens, place),
                level=int(token.tag[1]) if kind == "heading" else 0,
                ordered=bool(ordered and ordered[-1]),
                fenced=token.type == "fence",
            )
        if token.type in ("list_item_open", "blockquote_open"):
            depth += 1


def _text(tokens: Sequence[Token], place: int) -> str:
    token = tokens[place]
    if token.type in ("heading_open", "paragraph_open"):
        return tokens[place + 1].content
    if token.type == "list_item_open":
        inside = tokens[place + 1]
        return tokens[place + 2].content if inside.type == "paragraph_open" else ""
    return token.content


def _refuse_active(block: Block) -> None:
    """Passages never run HTML; a script outside code is a mistake or an attack."""
    if "<" not in block.text:
        return
    for offset, line in enumerate(block.text.split("\n")):
        if found := _ACTIVE.search(_CODE_SPAN.sub("", line)):
            raise Refused(Reason.ACTIVE_HTML, line=block.first + offset, detail=found[1].lower())


def _limit(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:  # noqa: FBT001
    """Runs before every rule and matches nothing; stops what would take too long."""
    steps = state.env["steps"] = state.env.get("steps", 0) + 1
    if steps > MAX_STEPS:
        raise Refused(Reason.TOO_TANGLED, line=start_line + 1)
    if silent:
        return False
    if state.level > 2 * MAX_DEPTH:
        raise Refused(Reason.TOO_DEEP, line=start_line + 1, limit=MAX_DEPTH)
    count = state.env["blocks"] = state.env.get("blocks", 0) + 1
    if count > MAX_BLOCKS:
        raise Refused(Reason.TOO_MANY_BLOCKS, line=start_line + 1, limit=MAX_BLOCKS)
    if state.src.startswith("#", state.bMarks[start_line] + state.tShift[start_line]):
        count = state.env["headings"] = state.env.get("headings", 0) + 1
        if count > MAX_HEADINGS:
            raise Refused(Reason.TOO_MANY_HEADINGS, line=start_line + 1, limit=MAX_HEADINGS)
    return False


def _build_parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": 2 * MAX_DEPTH + 10})
    md.disable(["inline", "reference"])
    md.block.ruler.before("code", "limit", _limit, {"alt": ["paragraph", "blockquote", "list"]})
    md.block.ruler.before(
        "fence",
        "math_block",
        math_block_dollar(allow_labels=False, allow_blank_lines=False),
        {"alt": []},
    )
    return md


_parser = _build_parser()
