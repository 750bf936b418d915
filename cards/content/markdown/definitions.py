"""Footnotes and link addresses that stand elsewhere in the text than the passage that uses them."""

import re
from collections.abc import Mapping, Sequence

_DEFINITION = re.compile(r" {0,3}\[(\^?[^\[\]\s][^\[\]]{0,80})\]:[ \t]*\S")
_USE = re.compile(r"\[(\^?[^\[\]\s][^\[\]]{0,80})\]")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_MOST_LINES = 6
_LONGEST_LINE = 2000
# Thousands of passages may use the same ones.
_MOST_KEPT = 4000


def definitions_in(lines: Sequence[str]) -> dict[str, str]:
    """The definitions of a text by label, folded as Markdown folds it; the first of each counts."""
    found: dict[str, str] = {}
    fenced = False
    for place, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        match = None if fenced or len(line) > _LONGEST_LINE else _DEFINITION.match(line)
        if match and _fold(match[1]) not in found:
            more = _continued(lines, place + 1) if match[1].startswith("^") else []
            found[_fold(match[1])] = "\n".join([line, *more])
    return found


def definitions_for(text: str, definitions: Mapping[str, str]) -> str:
    """Those of `definitions` that `text` uses and does not have, in at most 4,000 characters."""
    if not definitions:
        return ""
    labels = dict.fromkeys(_fold(label) for label in _USE.findall(text))
    own = definitions_in(text.split("\n"))
    used: list[str] = []
    left = _MOST_KEPT
    for label in labels:
        if label in definitions and label not in own and len(definitions[label]) <= left:
            used.append(definitions[label])
            left -= len(definitions[label]) + 2
    return "\n\n".join(used)


def _continued(lines: Sequence[str], start: int) -> list[str]:
    more: list[str] = []
    for line in lines[start : start + _MOST_LINES]:
        if not line.startswith(("    ", "\t")) or len(line) > _LONGEST_LINE:
            break
        more.append(line)
    return more


def _fold(label: str) -> str:
    return " ".join(label.split()).casefold()
