"""Numbers as people write them, compared exactly: whole fractions, no floats."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from cards.answers.typed import fold, refuse_too_long

Reason = Literal["right", "value", "unit", "not_a_number"]

# Beyond these nobody means a number, and computing with it would take time.
_MAX_DIGITS = 60
_MAX_EXPONENT = 60

_UNSIGNED = r"(?:[1-9]\d{0,2}(?:[, _'’]\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
_POWER_OF_TEN = r"10\s?(?:\^|\*\*)\s?[({]?\s?(?P<%s>[+-]?\d+)\s?[)}]?"
_NUMBER = re.compile(
    rf"""
    [≈≒~=约]*\s?
    (?P<sign>[+-]?)\s?
    (?:
        {_POWER_OF_TEN % "bare_power"}
      | (?P<mantissa>{_UNSIGNED})
        (?:e(?P<exponent>[+-]?\d+))?
        (?:\s?[x×*·]\s?{_POWER_OF_TEN % "power"})?
        (?:\s?/\s?(?P<divisor>{_UNSIGNED}))?
    )
    \s?(?P<rest>.*)
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_MULTIPLIER = re.compile(r"(?P<myriads>[万萬亿億]{0,2})\s?(?P<percent>%?)\s?(?P<unit>.*)")
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SEPARATORS = re.compile(r"[, _'’]")
# "156 parameters", "156个参数": what is counted, apart from the number so that 0x10 is not 0.
_COUNTED = re.compile(r"\d(?: +[a-zA-Z][a-zA-Z ]*| ?(?![万亿])[\u4e00-\u9fff]+)$")
_UNIT_START = re.compile(r"[^\W\d_]|[°$€¥‰]")
_SUPERSCRIPTS = re.compile(r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_MIXED_FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅟↉])")
_SAME_SIGN = str.maketrans({"−": "-", "–": "-", "⁄": "/", "÷": "/"})


@dataclass(frozen=True, slots=True)
class NumericCheck:
    """Whether a number is right, else why not, and the value that was read."""

    reason: Reason
    value: Fraction | None

    @property
    def correct(self) -> bool:
        return self.reason == "right"


def check_numeric(
    given: str,
    *,
    answer: Decimal,
    tolerance: Decimal,
    unit: str,
    accepted_units: Sequence[str],
) -> NumericCheck:
    """Compare an answer with a number; both ends of `answer` ± `tolerance` are right.

    Understood are thousands separators, full-width digits, `1e-3`, `3×10^4`, `1/3`, `25%`, and
    万 and 亿. The unit may be left out, but a wrong one is wrong; where the card has
    none, a word such as "parameters" does no harm. Raises AnswerTooLong beyond
    2,000 characters.
    """
    refuse_too_long(given)
    match = _NUMBER.fullmatch(_normalise(given))
    number = _value(match) if match else None
    if match is None or number is None:
        return NumericCheck("not_a_number", None)
    units = {fold(name) for name in (unit, *accepted_units)} - {""}
    factor, unit_given = _multiplier(match["rest"], units)
    value = number * factor
    if unit_given and fold(unit_given) not in units:
        if not _UNIT_START.match(unit_given):
            return NumericCheck("not_a_number", None)
        if units or not _COUNTED.search(_normalise(given)):
            return NumericCheck("unit", value)
    if abs(value - Fraction(answer)) <= Fraction(tolerance):
        return NumericCheck("right", value)
    return NumericCheck("value", value)


def _normalise(given: str) -> str:
    # Compatibility forms would turn 10⁴ into 104 and 1½ into 11/2.
    text = _SUPERSCRIPTS.sub(lambda match: "^" + unicodedata.normalize("NFKC", match[0]), given)
    text = unicodedata.normalize("NFKC", _MIXED_FRACTION.sub(" ", text)).translate(_SAME_SIGN)
    return " ".join(text.split()).rstrip("。.,;")


def _value(match: re.Match[str]) -> Fraction | None:
    """Return the number without multiplier and unit, or None if it is out of all measure."""
    exponents = [match["exponent"], match["power"], match["bare_power"]]
    mantissa = _SEPARATORS.sub("", match["mantissa"] or "1")
    divisor = _SEPARATORS.sub("", match["divisor"] or "1")
    if not all(map(_is_sane, exponents)) or max(len(mantissa), len(divisor)) > _MAX_DIGITS:
        return None
    if not Fraction(divisor):
        return None
    power = sum(int(exponent or 0) for exponent in exponents)
    value = Fraction(mantissa) / Fraction(divisor) * Fraction(10) ** power
    return -value if match["sign"] == "-" else value


def _is_sane(exponent: str | None) -> bool:
    return exponent is None or (len(exponent) <= 4 and abs(int(exponent)) <= _MAX_EXPONENT)


def _multiplier(rest: str, units: Iterable[str]) -> tuple[Fraction, str]:
    """Split what follows the number into a factor and a unit; a unit may itself be % or 万."""
    if fold(rest) in units:
        return Fraction(1), rest
    match = _MULTIPLIER.fullmatch(rest)
    if match is None:
        return Fraction(1), rest
    factor = Fraction(1, 100) if match["percent"] else Fraction(1)
    for myriad in match["myriads"]:
        factor *= _MYRIADS[myriad]
    return factor, match["unit"]
