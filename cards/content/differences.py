"""What changed between two snapshots of a card, in words that a person can read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from django.utils.translation import gettext as _

from cards.languages import ContentLanguage

SegmentKind = Literal["same", "removed", "added"]
# Chinese has no spaces: each character is a token, as is each word and each run of white space.
_TOKEN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Segment:
    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs, as text that stayed, went and came."""

    label: str
    segments: tuple[Segment, ...]


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """Compare two snapshots of `cards.content.revisions`; an empty `before` is a new card."""
    old, new = dict(_fields(before)), dict(_fields(after))
    return [
        FieldChange(label, tuple(compare(old.get(label, ""), new.get(label, ""))))
        for label in {**new, **old}
        if old.get(label, "") != new.get(label, "")
    ]


def compare(before: str, after: str) -> Iterator[Segment]:
    """Split two texts into what both have, what was removed and what was added, in order."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield Segment("same", "".join(old[i1:i2]))
            continue
        if i1 < i2:
            yield Segment("removed", "".join(old[i1:i2]))
        if j1 < j2:
            yield Segment("added", "".join(new[j1:j2]))


def _fields(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Label and text of every field; a list has a line for each entry."""
    for name, value in snapshot.items():
        if name == "texts":
            for language, text in value.items():
                for part, content in text.items():
                    language_name = ContentLanguage(language).label
                    yield f"{language_name}: {_label(part)}", _plain(content)
        else:
            yield _label(name), _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _label(name: str) -> str:
    labels = {
        "stable_id": _("id"),
        "kind": _("kind"),
        "state": _("state"),
        "section": _("section"),
        "difficulty": _("difficulty"),
        "front": _("front"),
        "back": _("back"),
        "choices": _("choices"),
        "accepted": _("accepted answers"),
        "numeric_answer": _("numeric answer"),
        "numeric_tolerance": _("tolerance"),
        "unit": _("unit"),
        "accepted_units": _("accepted units"),
        "cloze_numbers": _("cloze numbers"),
        "tags": _("tags"),
        "errata": _("errata"),
    }
    return labels.get(name, name)
