"""Whether a line asks something, in Chinese or English."""

import re

_MARK = re.compile(r"[?？]\s*$")
_ASKS = re.compile(
    r"^(?:\W|\d)*(?:什么是|什么叫|何为|何谓|为什么|为何|如何|怎么|怎样|哪些|哪种|请?简述|请?描述|"
    r"请?解释|请?说明|请?介绍|请?谈谈|说说|讲讲|"
    r"(?:what|why|how|when|which|who|where|explain|describe|define|compare|derive)\b)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:是什么|有哪些|哪几种|为什么|怎么办|怎么做|吗|呢|的区别|区别|的作用|的意义|的原理|的优缺点)\s*$"
)


def is_question(text: str) -> bool:
    """A question mark at the end, or the words by which questions are known."""
    text = text.strip().strip("*_ ")
    return bool(_MARK.search(text) or _ASKS.search(text) or _ENDS.search(text))
