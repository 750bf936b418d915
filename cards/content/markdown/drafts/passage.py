"""A passage as the rules see it, and what they make of it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

from cards.content.markdown.titles import plain_title, title_key, without_number

Language = Literal["en", "zh"]
DraftKind = Literal["basic", "cloze", "typed"]
MAX_FRONT, MAX_BACK = 300, 900

_FENCE = re.compile(r"^\s*(```+|~~~+)")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)|<img\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--(?:(?!<!--).)*?-->", re.DOTALL)
_FOOTNOTE = re.compile(r"\[\^[^\[\]]+\]")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_HASH = re.compile(r"\s*(?:[-*+>]\s+)*#{1,6}")
_MARKS = re.compile(r"^\s*(?:[-*+>]\s+)*(?=\S)")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)\s*$")
# Titles of sections about the document, and titles that any section could have.
_NAMES_NOTHING = re.compile(
    r"^(?:目录|参考(?:资料|文献|链接)?|前言|序言?|引言|总结|小结|结论|其他|附录|待办|更新日志|概述|简介|"
    r"(?:常见|面试)?问题|问答|面试题|笔记|例子|示例|练习|背景|"
    r"contents|main content|table of contents|references?|preface|summary|introduction|overview|"
    r"conclusions?|background|notes?|questions?|q ?& ?a|faq|examples?|exercises?|todo|misc|"
    r"appendix|see also|further reading|changelog|\W*|\d+)$",
    re.IGNORECASE,
)
_LONGEST_LINE = 2000
# Rules stumble over long runs of spaces, and no text needs them.
_GAP = re.compile(r"(?<=\S)[^\S\n]{9,}(?=\S)")
_MOST_READ = 20 * MAX_BACK


class Rule(StrEnum):
    """What a draft was made from."""

    QUESTION = "question"
    HEADING = "heading"
    CONTRAST = "contrast"
    DEFINITION = "definition"
    EMPHASIS = "emphasis"
    ASKED_AND_ANSWERED = "asked-and-answered"
    DOUBLE_COLON = "double-colon"
    TABLE_ROW = "table-row"
    FORMULA_RECALL = "formula-recall"
    FORMULA_CLOZE = "formula-cloze"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Draft:
    """A card that a rule proposes. `line` counts from 1 in the notes; `accepted` is for typed."""

    rule: Rule
    kind: DraftKind
    language: Language
    line: int
    front: str
    back: str = ""
    accepted: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same card from the same rule; 64 hex digits."""
        parts = (self.rule, self.kind, self.front, self.back, *self.accepted)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class PassageText:
    """A section's title and text; `first_line` is the number of its first line in the notes."""

    title: str
    text: str
    first_line: int = 1

    @cached_property
    def topic(self) -> str:
        return without_number(self.title).strip("：:？?。. ")

    @cached_property
    def names_something(self) -> bool:
        """Whether a card can ask for the topic, and what it says be understood by it."""
        return not _NAMES_NOTHING.match(self.topic)

    @cached_property
    def language(self) -> Language:
        sample = f"{self.title}\n{self.text[:3000]}"
        letters = len(_LETTER.findall(sample))
        return "zh" if letters and len(_CHINESE.findall(sample)) > 0.15 * letters else "en"

    @cached_property
    def lines(self) -> list[tuple[int, str]]:
        """The lines below the heading with their numbers, without code."""
        return list(self._outside_code())

    @cached_property
    def body(self) -> str:
        """What stands below the heading, code included, ready for the back of a card."""
        below = "\n".join(self.text.split("\n")[self._heading_lines :])
        return shortened(tidy(below[:_MOST_READ]))

    @cached_property
    def _heading_lines(self) -> int:
        """How many lines the heading takes; none where the text itself begins the section."""
        first, _newline, rest = self.text.partition("\n")
        bare = _MARKS.sub("", first)
        if not _HASH.match(first) and title_key(plain_title(bare)) != title_key(self.title):
            return 0
        return 2 if _UNDERLINE.match(rest.partition("\n")[0]) else 1

    def _outside_code(self) -> Iterator[tuple[int, str]]:
        fence = ""
        skipped = self._heading_lines
        below = self.text.split("\n")[skipped:]
        for number, line in enumerate(below, self.first_line + skipped):
            found = _FENCE.match(line)
            if found and not fence:
                fence = found[1][:3]
            elif found and found[1].startswith(fence):
                fence = ""
            elif not fence and len(line) <= _LONGEST_LINE:
                yield number, _GAP.sub(" ", line.rstrip())


def tidy(text: str) -> str:
    """Without pictures, HTML and footnote marks, moved to the left edge, one blank line at most."""
    text = _FOOTNOTE.sub("", _TAG.sub("", _IMAGE.sub("", text)))
    lines = [line.rstrip() for line in text.expandtabs(4).split("\n")]
    filled = [line for line in lines if line]
    margin = min((len(line) - len(line.lstrip()) for line in filled), default=0)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line[margin:] for line in lines)).strip()


def plain(text: str) -> str:
    """One line without pictures, HTML, footnote marks and addresses of links."""
    return " ".join(_LINK.sub(r"\1", _FOOTNOTE.sub("", _TAG.sub("", _IMAGE.sub("", text)))).split())


def shortened(text: str, limit: int = MAX_BACK) -> str:
    """Whole paragraphs, then whole lines of `text`, as many as fit; never half a code block."""
    if len(text) <= limit:
        return text
    for separator in ("\n\n", "\n"):
        cut = text.rfind(separator, 0, limit - 3)
        if cut > 0 and text.count("```", 0, cut) % 2 == 0 and text.count("$$", 0, cut) % 2 == 0:
            return text[:cut].rstrip() + "\n\n…"
    return ""
