"""The tree of headings of a text, and which lines belong to each.

Beside the headings of CommonMark it takes those that people write and Markdown does not know:
``##标题`` without a space, headings indented as if they were code, HTML headings, lines in bold
alone, and list items that are questions.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cards.content.markdown.blocks import MAX_HEADINGS, Block, read_blocks
from cards.content.markdown.questions import is_question
from cards.content.markdown.reading import Source
from cards.content.markdown.refusals import Reason, Refused
from cards.content.markdown.titles import number_depth, plain_title, title_key

# Two repetitions that could share a run of characters take long on a line full of them.
_LOOSE = re.compile(r"^[ \t]*(#{1,6})(?:[ \t]+|(?=[\u4e00-\u9fff0-9*<]))(\S.*)$")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*)</h\1>\s*$", re.IGNORECASE)
_ANCHOR = re.compile(
    r"<[a-z0-9]+\b[^<>]*?\b(?:id|name)\s*=\s*[\"']([^\"']+)[\"']|\{#([^\s{}]+)(?:\s[^{}]*)?\}\s*$",
    re.IGNORECASE,
)
_BOLD = re.compile(r"^(\*\*|__)(?!\s)((?:(?!\1).)+?)\1\s*(?:[：:]\s*)?$")
_IMAGE_ONLY = re.compile(r"\s*!\[[^\]]*\]\([^)]*\)\s*$")
_FRONT_MATTER = re.compile(r"---\n((?:[^\n]*\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
_FRONT_TITLE = re.compile(r"^title:[ \t]*(\S.*)$", re.MULTILINE)
_LONGEST_LINE = 1000
_LONGEST_SETEXT = 80
_LONGEST_TITLE, _LONGEST_QUESTION = 30, 120
_BOLD_LEVEL, _QUESTION_LEVEL = 7, 8


class Form(StrEnum):
    """How a section begins."""

    START = "start"
    HEADING = "heading"
    BOLD = "bold"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that begins a section."""

    line: int
    level: int
    title: str
    form: Form
    anchor: str = ""


@dataclass(slots=True)
class Part:
    """A section of the text; lines count from 1. `last` includes its children, `own_last` not.

    `path` are the keys of the titles from the top down to its own.
    """

    title: str
    form: Form
    level: int
    first: int
    last: int
    own_last: int
    path: tuple[str, ...]
    anchor: str = ""
    parent: "Part | None" = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Outline:
    title: str
    parts: list[Part]


def read_outline(source: Source, name: str = "") -> Outline:
    """Return the sections of `source`, in reading order; `name` titles what has no title.

    Raises Refused as `read_blocks` does, and for too many headings.
    """
    text, title = _without_front_matter(source.text)
    marks = list(_marks(read_blocks(text)))
    if len(marks) > MAX_HEADINGS:
        line = marks[MAX_HEADINGS].line
        raise Refused(Reason.TOO_MANY_HEADINGS, line=line, limit=MAX_HEADINGS)
    lines = text.split("\n")
    title = title or _only_top_heading(marks) or plain_title(name) or "…"
    first = next((n for n, line in enumerate(lines, 1) if line.strip()), 1)
    if not marks or marks[0].line > first:
        marks.insert(0, Mark(first, 0, title, Form.START))
    return Outline(title, _parts(marks, lines))


def _without_front_matter(text: str) -> tuple[str, str]:
    """The text with its YAML head blanked, line for line, and the title found there."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return text, ""
    title = _FRONT_TITLE.search(found[1])
    blank = "\n" * found[0].count("\n")
    return blank + text[found.end() :], plain_title(title[1].strip(" \t\"'")) if title else ""


def _only_top_heading(marks: Sequence[Mark]) -> str:
    top = [mark.title for mark in marks if mark.form == Form.HEADING and mark.level == 1]
    return top[0] if len(top) == 1 else ""


def _marks(blocks: Sequence[Block]) -> Iterator[Mark]:
    last_line = 0
    for block in blocks:
        for mark in _marks_of(block):
            # The first paragraph of a list item is seen twice.
            if mark.title and mark.line > last_line:
                last_line = mark.line
                yield mark


def _marks_of(block: Block) -> Iterator[Mark]:
    if block.kind == "heading":
        yield from _heading(block)
    elif block.kind == "html":
        for line, text in _short_lines(block):
            if found := _HTML_HEADING.match(text):
                yield _mark(line, int(found[1]), found[2], text)
    elif block.kind == "paragraph":
        yield from _loose_headings(block)
        bold = _BOLD.match(block.text.strip()) if len(block.text) <= _LONGEST_LINE else None
        if bold and block.depth == 0 and _is_title(bold[2]):
            title = plain_title(bold[2])
            yield Mark(block.first, _BOLD_LEVEL, title.rstrip("：: "), Form.BOLD)
    elif block.kind == "code" and not block.fenced and block.text.lstrip().startswith("##"):
        yield from _loose_headings(block)
    elif block.kind == "item" and block.depth == 0:
        yield from _question(block)


def _heading(block: Block) -> Iterator[Mark]:
    # A paragraph above a rule reads as a heading, and is none.
    underlined = block.last > block.first
    is_prose = underlined and ("\n" in block.text or len(block.text) > _LONGEST_SETEXT)
    if not is_prose and not _IMAGE_ONLY.match(block.text[:_LONGEST_LINE]):
        yield _mark(block.first, block.level, block.text, block.text)


def _loose_headings(block: Block) -> Iterator[Mark]:
    if "#" in block.text:
        for line, text in _short_lines(block):
            if found := _LOOSE.match(text):
                title = found[2].rstrip(" \t").rstrip("#")
                yield _mark(line, len(found[1]), title, text)


def _short_lines(block: Block) -> Iterator[tuple[int, str]]:
    """Lines that can hold a heading: patterns must not meet a line of a million brackets."""
    for line, text in enumerate(block.text.split("\n"), block.first):
        if len(text) <= _LONGEST_LINE:
            yield line, text


def _question(block: Block) -> Iterator[Mark]:
    lead = block.text.split("\n", 1)[0].strip()
    if len(lead) > _LONGEST_LINE:
        return
    bold = _BOLD.match(lead)
    if (bold and _is_title(bold[2])) or (block.ordered and _is_short_question(lead)):
        yield Mark(block.first, _QUESTION_LEVEL, plain_title(lead).rstrip("：: "), Form.QUESTION)


def _is_title(text: str) -> bool:
    """Whole sentences in bold stress what they say and begin nothing."""
    return len(text) <= _LONGEST_TITLE or _is_short_question(text)


def _is_short_question(text: str) -> bool:
    return len(text) <= _LONGEST_QUESTION and is_question(text)


def _mark(line: int, level: int, title: str, markup: str) -> Mark:
    anchor = _ANCHOR.search(markup[:_LONGEST_LINE])
    name = (anchor[1] or anchor[2]) if anchor else ""
    return Mark(line, level, plain_title(title), Form.HEADING, name)


def _parts(marks: Sequence[Mark], lines: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    above: list[tuple[tuple[int, int], Part]] = []
    ends = [mark.line - 1 for mark in marks[1:]] + [len(lines)]
    for mark, end in zip(marks, ends, strict=True):
        level = mark.level, number_depth(mark.title)
        while above and above[-1][0] >= level:
            above.pop()
        own_last = _last_with_text(lines, mark.line, end)
        parent = above[-1][1] if above else None
        path = (*(parent.path if parent else ()), title_key(mark.title))
        part = Part(
            mark.title, mark.form, mark.level, mark.line, own_last, own_last, path, mark.anchor,
            parent,
        )  # fmt: skip
        for _level, one in above:
            one.last = own_last
        parts.append(part)
        above.append((level, part))
    return parts


def _last_with_text(lines: Sequence[str], first: int, end: int) -> int:
    while end > first and not lines[end - 1].strip():
        end -= 1
    return end
