"""Drafts from tables, a card a row, and from steps, to be put in order."""

import re
from collections.abc import Iterator
from random import Random

from cards.content.markdown.drafts.passage import (
    MAX_BACK,
    MAX_FRONT,
    Draft,
    PassageText,
    Rule,
    plain,
)

_DELIMITER = re.compile(r"^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
_CELL = re.compile(r"(?<!\\)\|")
_STEP = re.compile(r"^(\d{1,2})[.)、]\s*(\S.*)$")
_ABOUT_STEPS = re.compile(
    r"步骤|流程|过程|顺序|算法|如下|\bsteps?\b|\bprocedure\b|\balgorithm\b|\bpipeline\b|\bstages?\b",
    re.IGNORECASE,
)
_FEWEST_STEPS, _MOST_STEPS = 3, 7
_LONGEST_STEP = 60
_MOST_ROWS = 50


def of_tables(passage: PassageText) -> Iterator[Draft]:
    """Each row of a table asks for what it says of the thing in its first cell."""
    above, heads, rows = "", [""], 0
    for number, line in passage.lines:
        if len(heads) > 1 and "|" in line:
            rows += 1
            if rows <= _MOST_ROWS:
                yield from _row(passage, number, heads, _cells(line))
            continue
        heads, rows = _heads(above, line), 0
        above = line


def _heads(above: str, here: str) -> list[str]:
    """The cells of a table's head, if `here` is the line that ends it; else a single one."""
    if "|" not in above or "-" not in here or not _DELIMITER.match(here.strip()):
        return [""]
    heads = _cells(above)
    return heads if len(heads) == len(_cells(here)) else [""]


def _cells(line: str) -> list[str]:
    return [plain(cell.replace("\\|", "|")) for cell in _CELL.split(line.strip().strip("|"))]


def _row(passage: PassageText, number: int, heads: list[str], cells: list[str]) -> Iterator[Draft]:
    told = [(head, cell) for head, cell in zip(heads[1:], cells[1:], strict=False) if head and cell]
    if not told or not cells[0]:
        return
    chinese = passage.language == "zh"
    names = ("、" if chinese else ", ").join(head for head, _cell in told)
    # Below "Questions", what the first column lists says more than the title.
    topic = passage.topic if passage.names_something else heads[0] or passage.topic
    front = f"{topic}：{cells[0]} 的{names}？" if chinese else f"{topic}: {cells[0]} – {names}?"
    back = told[0][1] if len(told) == 1 else "\n".join(f"- {head}: {cell}" for head, cell in told)
    if len(front) <= MAX_FRONT and len(back) <= MAX_BACK:
        yield Draft(Rule.TABLE_ROW, "basic", passage.language, number, front, back)


def of_steps(passage: PassageText) -> Iterator[Draft]:
    """A numbered list of three to seven steps: type the letters in the right order."""
    told = passage.title
    steps: list[tuple[int, str]] = []
    for number, line in [*passage.lines, (0, "#")]:
        found = _STEP.match(line)
        if found and int(found[1]) == len(steps) + 1:
            steps.append((number, plain(found[2]).rstrip("；;。.")))
        elif line.strip() and not line.startswith((" ", "\t")):
            if _FEWEST_STEPS <= len(steps) <= _MOST_STEPS and _ABOUT_STEPS.search(told):
                yield from _ordering(passage, steps)
            steps, told = [], f"{passage.title} {line}"


def _ordering(passage: PassageText, steps: list[tuple[int, str]]) -> Iterator[Draft]:
    texts = [text for _number, text in steps]
    if any(len(text) > _LONGEST_STEP for text in texts) or len(set(texts)) < len(texts):
        return
    shown = texts[:]
    while shown == texts:
        Random("".join(shown)).shuffle(shown)  # noqa: S311 an order, not a secret
        if shown == texts:
            shown.reverse()
    letters = {text: "ABCDEFG"[place] for place, text in enumerate(shown)}
    right = "".join(letters[text] for text in texts)
    chinese = passage.language == "zh"
    ask = (
        f"{passage.topic}：按顺序输入字母。"
        if chinese
        else (f"{passage.topic}: type the letters in order.")
    )
    front = "\n".join([ask, "", *(f"- {letters[text]}: {text}" for text in shown)])
    back = "\n".join(f"{place}. {text}" for place, text in enumerate(texts, 1))
    if len(front) <= MAX_FRONT:
        yield Draft(Rule.STEPS, "typed", passage.language, steps[0][0], front, back, (right,))
