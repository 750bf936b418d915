"""Content files for tests: a valid one as text, and a builder for small ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

VALID = r"""document: nets
title: {en: Networks, zh: 网络}
description: {en: Notes., zh: 笔记。}
source: {language: zh, lines: 50}
sections:
  - id: nets
    title: {en: Networks, zh: 网络}
  - id: nets/pooling
    parent: nets
    title: {en: Pooling, zh: 池化}
    cards:
      - id: nets/pooling/gradient
        kind: basic
        difficulty: 2
        tags: [pooling, gradient]
        errata: [nets/e01]
        en:
          front: Where does max pooling send the gradient?
          back: To the largest input, $\frac{\partial y}{\partial x_i} = 1$ there.
        zh:
          front: 最大池化把梯度传到哪里？
          back: 传给最大的输入，那里 $\frac{\partial y}{\partial x_i} = 1$。
      - id: nets/pooling/average
        kind: cloze
        difficulty: 1
        en: {text: 'Average pooling over {{c1::$n$}} inputs gives each {{c2::$\frac{1}{n}$}}.'}
        zh: {text: '对 {{c1::$n$}} 个输入做平均池化，各得 {{c2::$\frac{1}{n}$}}。'}
      - id: nets/pooling/choice
        kind: choice
        difficulty: 3
        en:
          front: Which pooling keeps the position of the maximum?
          correct: Max pooling
          wrong: [Average pooling, Global pooling]
        zh:
          front: 哪种池化要记住最大值的位置？
          correct: 最大池化
          wrong: [平均池化, 全局池化]
  - id: nets/convolution
    parent: nets
    title: {en: Convolution, zh: 卷积}
    cards:
      - id: nets/convolution/weights
        kind: numeric
        difficulty: 2
        answer: 36928
        tolerance: 0.5
        unit: weights
        units: [weights, 个]
        en: {front: How many weights?, back: '$64 \cdot (9 \cdot 64 + 1)$'}
        zh: {front: 有多少权重？, back: '$64 \cdot (9 \cdot 64 + 1)$'}
      - id: nets/convolution/inventor
        kind: typed
        difficulty: 1
        en: {front: Who wrote the LeNet paper?, accept: [LeCun, Yann LeCun]}
        zh: {front: LeNet 论文的第一作者是谁？, accept: [LeCun, 杨立昆]}
errata:
  - id: nets/e01
    section: nets/pooling
    line: 12
    severity: minor
    en: {wrong: All inputs., correct: The largest., evidence: Computed by hand.}
    zh: {wrong: 所有输入。, correct: 最大的。, evidence: 手工计算。}
"""


def line_of(text: str, marker: str) -> int:
    """The line, from 1, on which `marker` first stands in `text`."""
    return text[: text.index(marker)].count("\n") + 1


def basic(stable_id: str, **fields: Any) -> dict[str, Any]:
    name = stable_id.rpartition("/")[2]
    return {
        "id": stable_id,
        "kind": "basic",
        "difficulty": 2,
        "en": {"front": f"Question {name}?", "back": f"Answer {name}."},
        "zh": {"front": f"问题 {name}？", "back": f"答案 {name}。"},
        **fields,
    }


def cloze(stable_id: str, *numbers: int, **fields: Any) -> dict[str, Any]:
    """A cloze card with a deletion for each of `numbers`."""
    text = " ".join(f"{{{{c{number}::word{number}}}}}" for number in numbers)
    return {
        "id": stable_id,
        "kind": "cloze",
        "difficulty": 2,
        "en": {"text": f"Text {text}"},
        "zh": {"text": f"文字 {text}"},
        **fields,
    }


def section(stable_id: str, *cards: dict[str, Any], **fields: Any) -> dict[str, Any]:
    title = {"en": f"Title {stable_id}", "zh": f"标题 {stable_id}"}
    return {"id": stable_id, "title": title, "cards": list(cards), **fields}


def write_document(
    folder: Path,
    *sections: dict[str, Any],
    document: str = "doc",
    errata: Sequence[dict[str, Any]] = (),
) -> Path:
    """Write `document`.yaml into `folder` and return its path."""
    data = {
        "document": document,
        "title": {"en": f"Title {document}", "zh": f"标题 {document}"},
        "sections": list(sections),
        "errata": list(errata),
    }
    path = folder / f"{document}.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    return path
