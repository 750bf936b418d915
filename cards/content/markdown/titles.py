"""Headings as plain titles, and the keys by which titles are compared."""

import re
import unicodedata
from html import unescape

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--(?:(?!<!--).)*?-->")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_FOOTNOTE = re.compile(r"\[\^[^\[\]]+\]")
_EMPHASIS = re.compile(r"(\*\*|__|~~|==|`)(.+?)\1")
_STAR = re.compile(r"(?<![*\w])\*([^*\s][^*]*?)\*(?!\w)")
_ATTRIBUTES = re.compile(r"\s*\{[#.][^{}]*\}\s*$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_NUMBERING = re.compile(
    r"""^\s*(?:
        第?[一二三四五六七八九十百]+[章节部分、.．]\s*     # 一、 第三章
      | [（(][0-9一二三四五六七八九十]+[)）]\s*            # （1）
      | [①-⑳]\s*
      | \d+(?:\.\d+)+[.、．]?\s*                            # 1.2.3
      | \d+[.、．)）:：]\s*                                 # 1.
      | \d+\s+(?=\D)                                        # 2 Method
      | [Qq]\d+[.、:：]\s*
    )""",
    re.VERBOSE,
)
_DOTTED = re.compile(r"^\s*(\d+(?:\.\d+)+)(?!\d)")
_NOT_COMPARED = re.compile(r"[\W_]+")
MAX_TITLE = 200
_DEEPEST_NUMBER = 6


def plain_title(markdown: str) -> str:
    """The words of one line of Markdown: no tags, links, emphasis or anchors; at most 200."""
    # Without runs of spaces no pattern below takes long.
    text = _TAG.sub("", " ".join(markdown[: 10 * MAX_TITLE].split()))
    for pattern in (_IMAGE, _LINK):
        text = pattern.sub(r"\1", text)
    text = _ATTRIBUTES.sub("", _FOOTNOTE.sub("", text))
    for _nested in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    text = _STAR.sub(r"\1", text)
    text = " ".join(unescape(_ESCAPE.sub(r"\1", text)).split())
    return text if len(text) <= MAX_TITLE else text[: MAX_TITLE - 1] + "…"


def without_number(title: str) -> str:
    """The title without its number, unless nothing else is in it."""
    return _NUMBERING.sub("", title, count=1).strip() or title


def number_depth(title: str) -> int:
    """3 for “2.1.1 Layers”, 1 where there is no such number: 2.1.1 stands below 2.1; at most 6."""
    found = _DOTTED.match(title)
    return min(found[1].count(".") + 1, _DEEPEST_NUMBER) if found else 1


def title_key(title: str) -> str:
    """What two spellings of a title have in common: neither case, width, number nor marks."""
    text = unicodedata.normalize("NFKC", without_number(title)).casefold()
    return _NOT_COMPARED.sub("", text) or _NOT_COMPARED.sub("", title.casefold()) or title.strip()
