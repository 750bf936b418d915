"""Drafts from what a section is called: its question, a comparison, or what it is about."""

import re
from collections.abc import Iterator

from cards.content.markdown.drafts.passage import Draft, PassageText, Rule
from cards.content.markdown.questions import is_question

_CONTRASTS = (
    re.compile(
        r"^(?P<a>.{1,60}?)\s*(?:与|和|跟|同|、|vs\.?|VS\.?)\s*(?P<b>.{1,60}?)\s*"
        r"(?:之间)?的?\s*(?:区别|差别|差异|不同|异同|对比|比较)\s*(?:是什么|有哪些)?$"
    ),
    re.compile(r"^(?P<a>.{1,60}?)\s+(?:vs\.?|versus)\s+(?P<b>.{1,60}?)$", re.IGNORECASE),
    re.compile(
        r"^(?:the\s+)?differences?\s+between\s+(?P<a>.{1,60}?)\s+and\s+(?P<b>.{1,60}?)$",
        re.IGNORECASE,
    ),
)
_ASPECT = re.compile(
    r"(?:作用|意义|原理|优缺点|优点|缺点|特点|方法|步骤|流程|过程|公式|定义|概念|区别|思想|目标|目的|原因)$"
)
_ASKED_ALREADY = re.compile(r"请|简述|描述|解释|说明|介绍|谈谈|说说|讲讲|什么|哪|为何|如何|怎")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)、])\s")
_SHORTEST = 8


def of_heading(passage: PassageText) -> Iterator[Draft]:
    """One draft that asks for the section as a whole, if it says anything itself."""
    topic = passage.topic
    if len(passage.body) < _SHORTEST or len(topic) > 150 or not passage.names_something:
        return
    contrast = next(filter(None, (pattern.match(topic) for pattern in _CONTRASTS)), None)
    if contrast:
        yield _draft(passage, Rule.CONTRAST, _contrast(passage, contrast["a"], contrast["b"]))
    elif is_question(passage.title):
        yield _draft(passage, Rule.QUESTION, _as_question(passage))
    else:
        yield _draft(passage, Rule.HEADING, _about(passage))


def _draft(passage: PassageText, rule: Rule, front: str) -> Draft:
    return Draft(rule, "basic", passage.language, passage.first_line, front, passage.body)


def _contrast(passage: PassageText, one: str, other: str) -> str:
    if passage.language == "zh":
        return (
            f"{one}与{other}有什么区别？" if _wide(one, other) else f"{one} 与 {other} 有什么区别？"
        )
    return f"How do {one} and {other} differ?"


def _wide(one: str, other: str) -> bool:
    return not (one[-1].isascii() or other[0].isascii() or other[-1].isascii())


def _as_question(passage: PassageText) -> str:
    topic = passage.topic
    chinese = passage.language == "zh"
    if chinese and _ASKED_ALREADY.match(topic):
        return topic + ("。" if _ASPECT.search(topic) else "？")
    if chinese and _ASPECT.search(topic):
        return f"{topic}是什么？"
    return topic + ("？" if chinese else "?")


def _about(passage: PassageText) -> str:
    lines = [line for _number, line in passage.lines if line.strip()]
    items = sum(bool(_LIST_ITEM.match(line)) for line in lines)
    is_list = items >= 3 and 2 * items >= len(lines)
    topic = passage.topic
    if passage.language == "zh":
        gap = " " if topic[:1].isascii() else ""
        if _ASPECT.search(topic) and not is_list:
            return f"{topic}是什么？"
        return f"{topic}有哪些要点？" if is_list else f"什么是{gap}{topic}？"
    return f"What are the main points of {topic}?" if is_list else f"What is {topic}?"
