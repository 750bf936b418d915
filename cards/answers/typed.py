"""Typed answers: the same word however it was typed, and where it differs."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from opencc import OpenCC

MAX_LENGTH = 2_000
# difflib takes quadratic time and worse; a longer answer is not a slip of the finger anyway.
MAX_COMPARED = 200

# A base character with the marks that belong to it, so that an accent is never split off.
_CHARACTERS = re.compile(r"[^\u0300-\u036f\ufe00-\ufe0f\u200d][\u0300-\u036f\ufe00-\ufe0f\u200d]*")
_IGNORED = frozenset("-_‐‑‒–—―−'\"`´‘’“”«»「」『』")
# An order of things named by letters, such as BADC; between them people type what they like.
_ORDER = re.compile(r"[A-Z]{3,9}")
_BETWEEN = re.compile(r"[,;.、>→/|]+")
_TRAILING = ".,;:!?。、，；：！？…·"


class AnswerTooLong(ValueError):
    """More than anybody types as an answer."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the difference: in both texts, only in the accepted form, or only given."""

    text: str
    kind: Literal["same", "missing", "extra"]


@dataclass(frozen=True, slots=True)
class TypedCheck:
    """Whether `given` is right, the accepted form closest to it, and how the two differ."""

    correct: bool
    given: str
    closest: str
    segments: tuple[Segment, ...]


def check_typed(given: str, accepted: Sequence[str]) -> TypedCheck:
    """Compare an answer with every accepted form (at least one).

    Width and compatibility forms (NFKC), case, traditional and simplified characters, spaces,
    hyphens, underscores, quotes and punctuation at the end make no difference; where the answer is
    an order such as BADC, nor do commas and arrows between its letters. Raises AnswerTooLong
    beyond 2,000 characters.
    """
    refuse_too_long(given)
    folded = fold(given)
    for form in accepted:
        if folded and _is(folded, form):
            return TypedCheck(
                correct=True, given=given, closest=form, segments=(Segment(form, "same"),)
            )
    shown = unicodedata.normalize("NFC", given.strip())
    closest = max(accepted, key=lambda form: _similarity(folded, fold(form)))
    return TypedCheck(
        correct=False, given=given, closest=closest, segments=tuple(_difference(shown, closest))
    )


def _is(folded: str, form: str) -> bool:
    wanted = fold(form)
    if _ORDER.fullmatch(form):
        return _BETWEEN.sub("", folded) == wanted
    return folded == wanted


def refuse_too_long(given: str) -> None:
    """Raise AnswerTooLong for more than 2,000 characters."""
    if len(given) > MAX_LENGTH:
        raise AnswerTooLong(f"{len(given)} characters, at most {MAX_LENGTH} are read")


def fold(text: str) -> str:
    """Return what is left of `text` when everything that does not matter is taken away."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _simplifier().convert(unicodedata.normalize("NFKC", text))
    kept = (c for c in text if c not in _IGNORED and not c.isspace() and c.isprintable())
    folded = "".join(kept)
    # An answer of punctuation alone, such as "...", is still an answer.
    return folded.rstrip(_TRAILING) or folded


@cache
def _simplifier() -> OpenCC:
    # Takes about 45 ms, once, on the first typed answer of a process.
    return OpenCC("t2s")


def _similarity(folded: str, form: str) -> float:
    if max(len(folded), len(form)) > MAX_COMPARED:
        return 0.0
    return SequenceMatcher(None, folded, form, autojunk=False).ratio()


def _difference(given: str, closest: str) -> list[Segment]:
    """Return how to get from `given` to `closest`; letters that fold alike count as the same."""
    if len(given) > MAX_COMPARED or len(closest) > MAX_COMPARED:
        return [Segment(given, "extra"), Segment(closest, "missing")]
    typed, wanted = _CHARACTERS.findall(given), _CHARACTERS.findall(closest)
    matcher = SequenceMatcher(
        None, [_same(c) for c in typed], [_same(c) for c in wanted], autojunk=False
    )
    segments = []
    for tag, typed_from, typed_to, wanted_from, wanted_to in matcher.get_opcodes():
        extra = "".join(typed[typed_from:typed_to])
        missing = "".join(wanted[wanted_from:wanted_to])
        if tag == "equal":
            segments.append(Segment(extra, "same"))
            continue
        if extra:
            segments.append(Segment(extra, "extra"))
        if missing:
            segments.append(Segment(missing, "missing"))
    return segments


def _same(character: str) -> str:
    return fold(character) or " "
