"""Drafts from lines that name a thing and say what it is: definitions, questions with answers."""

import re
from collections.abc import Iterator

from cards.content.markdown.drafts.passage import (
    MAX_BACK,
    MAX_FRONT,
    Draft,
    PassageText,
    Rule,
    plain,
    shortened,
    tidy,
)

_DEFINITION = re.compile(
    r"^\s*(?:>\s*)*(?:(?:[-*+]|\d{1,2}[.)、])\s*)?"
    r"(?P<mark>\*\*|__|`)?(?P<term>[^\s*_`：:|$\[\]()<>#\d][^*_`：:|$\[\]<>#]{0,29}?)(?P=mark)?"
    r"\s*[：:]\s*(?P<more>\*\*|__)?(?P<text>\S.*)$"
)
_QUESTION = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:\*\*)?(?:Q\d*|问题?|Question)\s*[：:.、]\s*(.+?)(?:\*\*)?\s*$"
)
_ANSWER = re.compile(r"^\s*(?:[-*+]\s+)?(?:\*\*)?(?:A\d*|答案?|Answer)\s*[：:.、](?:\*\*)?\s*(.*)$")
_DOUBLE_COLON = re.compile(r"^\s*(?:[-*+]\s+)?(\S[^:]{0,250}?)\s*(?<!:)::(?!:)\s*(\S.*)$")
# Words that mean something only with the section that they stand in.
_GENERIC = re.compile(
    r"^(?:优点|缺点|优缺点|特点|作用|目的|原因|结论|结果|方法|思想|思路|步骤|输入|输出|公式|定义|问题|改进|"
    r"advantages?|disadvantages?|pros|cons|idea|goal|purpose|input|output|result|method|definition)$",
    re.IGNORECASE,
)
_NO_TERM = re.compile(
    r"^(?:https?|ftp|note|todo|注意?|例如|比如|如下|其中|即|参考|来源|答|问|q|a|ps|图|表|e\.g|i\.e)$",
    re.IGNORECASE,
)
_SHORTEST = 6
_LATEST_COLON = 60


def of_definitions(passage: PassageText) -> Iterator[Draft]:
    """``term：what it is`` on one line, in a list or not."""
    for number, line in passage.lines:
        start = line[:_LATEST_COLON]
        found = _DEFINITION.match(line) if ("：" in start or ":" in start) else None
        if not found or "::" in line or line.count("|") > 1:
            continue
        term, text = found["term"].strip(), plain(found["text"]).strip("* ")
        if len(text) < _SHORTEST or len(text) > MAX_BACK or text.startswith("//"):
            continue
        if _NO_TERM.match(term) or _is_sentence(term):
            continue
        front = _what_is(passage, term)
        yield Draft(Rule.DEFINITION, "basic", passage.language, number, front, text)


def _is_sentence(term: str) -> bool:
    wide = sum(not character.isascii() for character in term)
    return len(term.split()) > 5 or wide > 15 or any(mark in term for mark in "，。；,;？?！、（")


def _what_is(passage: PassageText, term: str) -> str:
    chinese = passage.language == "zh"
    if _GENERIC.match(term):
        of = passage.topic
        return f"{of}的{term}是什么？" if chinese else f"{of}: what is the {term.lower()}?"
    gap = " " if term[:1].isascii() else ""
    return f"什么是{gap}{term}？" if chinese else f"What is {term}?"


def of_answers(passage: PassageText) -> Iterator[Draft]:
    """``Q:`` with ``A:`` below it, up to a blank line or the next question."""
    asked: tuple[int, str] | None = None
    answer: list[str] = []
    for number, line in [*passage.lines, (0, "")]:
        begins = _QUESTION.match(line)
        found = _ANSWER.match(line) if asked and not answer else None
        if found:
            answer = [found[1]]
        elif asked and answer and line.strip() and not begins:
            answer.append(line)
        elif asked and answer:
            yield from _answered(passage, asked, answer)
            asked, answer = None, []
        if begins:
            asked = number, plain(begins[1])


def _answered(passage: PassageText, asked: tuple[int, str], answer: list[str]) -> Iterator[Draft]:
    number, front = asked
    back = shortened(tidy("\n".join(answer)))
    if back and 0 < len(front) <= MAX_FRONT:
        yield Draft(Rule.ASKED_AND_ANSWERED, "basic", passage.language, number, front, back)


def of_double_colons(passage: PassageText) -> Iterator[Draft]:
    """``front :: back`` on one line, as several note programs write cards."""
    for number, line in passage.lines:
        found = _DOUBLE_COLON.match(line) if "::" in line and "`" not in line else None
        if found and "{{" not in line:
            front, back = plain(found[1]), plain(found[2])
            if len(front) <= MAX_FRONT and 0 < len(back) <= MAX_BACK:
                yield Draft(Rule.DOUBLE_COLON, "basic", passage.language, number, front, back)
