"""How wide words are, estimated without a font: a little more than in any font we expect."""

import unicodedata

SIZE = 13.0
LINE_HEIGHT = 16.0
# Widths in em, on the wide side of the system fonts (DejaVu Sans is the widest of them).
_NARROW = frozenset("iljftrI.,:;|!'()[]{}/\\ ·-₁₂₃₄ᵢⱼᵀ²³°")
_WIDE = frozenset("mwMW%@→←≥≤≈∞∑∏—…")


def text_width(words: str, *, bold: bool = False) -> float:
    """Return the estimated width of one line of `words`, in the units of the drawing."""
    return sum(map(_em, words)) * SIZE * (1.08 if bold else 1.0)


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.4
    if character in _WIDE:
        return 0.95
    return 0.72 if character.isupper() else 0.62
