"""Marks that a cloze card leaves in its Markdown and that each kind of content resolves for itself.

They are Unicode noncharacters: no text contains them, Markdown refuses them as character
references, and they need no escaping in prose, formulas or code.
"""

import re

from django.utils.html import escape

ANSWER_START, ANSWER_END, GAP_START, GAP_END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
NO_HINT = "…"
ALL = ANSWER_START + ANSWER_END + GAP_START + GAP_END

HTML = {
    ANSWER_START: '<mark class="cloze">',
    ANSWER_END: "</mark>",
    GAP_START: '<span class="cloze-gap">[',
    GAP_END: "]</span>",
}
GAP_PATTERN = re.compile(f"{GAP_START}([^{ALL}]*){GAP_END}")

_ANSWER_PATTERN = re.compile(f"{ANSWER_START}[^{ALL}]*{ANSWER_END}")
_FORGET = dict.fromkeys(map(ord, ALL))
_PIECES = re.compile(f"([{ALL}])")


def pieces(text: str) -> list[str]:
    """Split `text` into single marks and the stretches between them."""
    return [piece for piece in _PIECES.split(text) if piece]


def to_html(text: str) -> str:
    """Escape `text` and turn its marks into elements."""
    return "".join(HTML.get(piece) or escape(piece) for piece in pieces(text))


def are_paired(text: str) -> bool:
    """Whether every mark that begins in `text` also ends there, and the reverse."""
    rest = GAP_PATTERN.sub("", _ANSWER_PATTERN.sub("", text))
    return not any(mark in rest for mark in ALL)


def remove(text: str) -> str:
    """Return `text` without any marks."""
    return text.translate(_FORGET)
