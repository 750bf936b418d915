"""Drafts with a gap: what stands in bold or is marked, and the right side of a formula."""

import re
from collections.abc import Iterator

from cards.content.markdown.drafts.passage import (
    MAX_BACK,
    MAX_FRONT,
    Draft,
    PassageText,
    Rule,
    plain,
)

_STRESSED = re.compile(r"(\*\*|__|==)(?!\s)(?P<text>(?:(?!\1).){1,40}?)(?<!\s)\1(?!\1)")
_SENTENCE = re.compile(r"[^。！？!?；;]+(?:[。！？!?；;]+|$)")
_BULLET = re.compile(r"^\s*(?:>\s*)*(?:(?:[-*+]|\d{1,2}[.)、])\s+)?(?:>\s*)*")
_FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_EQUALS = re.compile(
    r"^(?P<left>[^=<>&\\]{0,80}(?:\\(?!begin)[^=<>&]{0,80})?)=(?P<right>[^=].*)$", re.DOTALL
)
_SHORTEST, _CONTEXT = 15, 40
_MOST_GAPS = 3


def of_emphasis(passage: PassageText) -> Iterator[Draft]:
    """Each sentence with something in bold, as a cloze; a short one gets the title before it."""
    for number, line in passage.lines:
        if "|" in line or "$$" in line or "{{" in line or "}}" in line:
            continue
        if not _STRESSED.search(line):
            continue
        for sentence in _SENTENCE.findall(_BULLET.sub("", line, count=1)):
            yield from _of_sentence(passage, number, plain(sentence))


def _of_sentence(passage: PassageText, number: int, sentence: str) -> Iterator[Draft]:
    found = list(_STRESSED.finditer(sentence))
    bare = _STRESSED.sub(lambda match: match["text"], sentence).strip()
    stressed = sum(len(match["text"]) for match in found)
    if not found or len(found) > _MOST_GAPS or len(bare) < _SHORTEST or 2 * stressed > len(bare):
        return
    if any("$" in match["text"] or "`" in match["text"] for match in found):
        return
    gaps = iter(range(1, _MOST_GAPS + 1))
    front = _STRESSED.sub(lambda match: f"{{{{c{next(gaps)}::{match['text']}}}}}", sentence).strip()
    if len(bare) < _CONTEXT and passage.topic not in bare:
        front = f"{passage.topic}{'：' if passage.language == 'zh' else ': '}{front}"
    if len(front) <= MAX_FRONT:
        yield Draft(Rule.EMPHASIS, "cloze", passage.language, number, front)


def of_formulas(passage: PassageText) -> Iterator[Draft]:
    """A formula on lines of its own: to write it down, and to fill in its right side."""
    text = "\n".join(line for _number, line in passage.lines)
    at = counted = 0
    for count, found in enumerate(_FORMULA.finditer(text)):
        at += text.count("\n", counted, found.start())
        counted = found.start()
        formula = " ".join(found[1].split())
        if not 3 <= len(formula) <= MAX_BACK - 10 or ("{{" in formula and "::" in formula):
            continue
        number = passage.lines[at][0] if at < len(passage.lines) else passage.first_line
        if count == 0 and passage.names_something:
            yield Draft(
                Rule.FORMULA_RECALL, "basic", passage.language, number, _write_down(passage),
                f"$$\n{formula}\n$$",
            )  # fmt: skip
        yield from _right_side(passage, number, formula)


def _write_down(passage: PassageText) -> str:
    if passage.language == "zh":
        return f"写出公式：{passage.topic}"
    return f"Write down the formula: {passage.topic}"


def _right_side(passage: PassageText, number: int, formula: str) -> Iterator[Draft]:
    sides = _EQUALS.match(formula)
    if not sides or "\\begin" in formula or not sides["right"].strip():
        return
    # Two braces in a row would end the gap.
    right = re.sub(r"\}(?=\})", "} ", sides["right"].strip())
    right = f"{right} " if right.endswith("}") else right
    colon = "：" if passage.language == "zh" else ": "
    front = f"{passage.topic}{colon}\n\n$$\n{sides['left'].strip()} = {{{{c1::{right}}}}}\n$$"
    if len(front) <= MAX_FRONT:
        yield Draft(Rule.FORMULA_CLOZE, "cloze", passage.language, number, front)
