"""What makes a card valid, whoever writes it: the loader and the editing forms ask here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.utils.translation import gettext as _

from cards.languages import ContentLanguage
from cards.models import Card
from cards.rendering import find_problems
from cards.rendering.cloze import ClozeError, cloze_numbers

MAX_FRONT = 300
MAX_BACK = 900
Finding = tuple[str, str]

_decimal_validator = DecimalValidator(max_digits=30, decimal_places=12)


class Text(Protocol):
    """What a card says in one language: a `CardText`, or what a file or form says."""

    @property
    def front(self) -> str: ...
    @property
    def back(self) -> str: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def accepted(self) -> Sequence[str]: ...


def validate_card(
    kind: str,
    texts: Mapping[str, Text],
    *,
    answer: Decimal | None = None,
    tolerance: Decimal | None = None,
    both_languages: bool = True,
) -> dict[str, list[str]]:
    """Return what is wrong with a card, by field: ``zh.front``, ``en.choices``, ``numeric_answer``.

    `texts` maps language codes to texts. Without `both_languages` one language is enough.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for field, message in _findings(kind, texts, answer, tolerance, both_languages=both_languages):
        found[field].append(message)
    return dict(found)


def _findings(
    kind: str,
    texts: Mapping[str, Text],
    answer: Decimal | None,
    tolerance: Decimal | None,
    *,
    both_languages: bool,
) -> Iterator[Finding]:
    for language in ContentLanguage.values:
        if language in texts:
            for field, message in _of_text(kind, texts[language]):
                yield f"{language}.{field}", message
        elif both_languages or not texts:
            yield f"{language}.front", _("This language is missing.")
    yield from _between_languages(kind, texts)
    if kind == Card.Kind.NUMERIC:
        yield from _of_number(answer, tolerance)


def _of_text(kind: str, text: Text) -> Iterator[Finding]:
    if not text.front.strip():
        yield "front", _("The front is empty.")
    if not text.back.strip() and kind in (Card.Kind.BASIC, Card.Kind.NUMERIC):
        yield "back", _("The back is empty.")
    for field, limit in (("front", MAX_FRONT), ("back", MAX_BACK)):
        length = len(getattr(text, field))
        if length > limit:
            yield (
                field,
                _("Has %(length)d characters, at most %(limit)d fit a phone.")
                % {"length": length, "limit": limit},
            )
        yield from ((field, problem) for problem in find_problems(getattr(text, field)))
    if kind == Card.Kind.CHOICE:
        yield from _of_list("choices", text.choices, least=2)
        yield from (
            ("choices", problem) for choice in text.choices for problem in find_problems(choice)
        )
    if kind == Card.Kind.TYPED:
        yield from _of_list("accepted", text.accepted, least=1)
    yield from _of_deletions(kind, text)


def _of_deletions(kind: str, text: Text) -> Iterator[Finding]:
    for field in ("front", "back"):
        numbers = _numbers(getattr(text, field))
        if numbers and (kind != Card.Kind.CLOZE or field == "back"):
            yield field, _("Only the text of a cloze card may have {{c1::…}}.")
        if numbers == [] and kind == Card.Kind.CLOZE and field == "front":
            yield field, _("A cloze text needs a deletion such as {{c1::…}}.")


def _of_list(field: str, entries: Sequence[str], *, least: int) -> Iterator[Finding]:
    if any(not entry.strip() for entry in entries):
        yield field, _("An entry is empty.")
    if len(entries) < least:
        yield field, _("At least %(least)d entries are needed.") % {"least": least}
    if len({" ".join(entry.split()) for entry in entries}) < len(entries):
        yield field, _("Two entries are the same.")


def _between_languages(kind: str, texts: Mapping[str, Text]) -> Iterator[Finding]:
    english, chinese = texts.get(ContentLanguage.EN), texts.get(ContentLanguage.ZH)
    if english is None or chinese is None:
        return
    if kind == Card.Kind.CHOICE and len(english.choices) != len(chinese.choices):
        yield "zh.choices", _("English and Chinese have different numbers of choices.")
    if kind == Card.Kind.CLOZE and _differ(_numbers(english.front), _numbers(chinese.front)):
        yield "zh.front", _("English and Chinese have different cloze numbers.")


def _differ(english: list[int] | None, chinese: list[int] | None) -> bool:
    return english is not None and chinese is not None and english != chinese


def _numbers(text: str) -> list[int] | None:
    """The cloze numbers of `text`; None if it cannot be read, which find_problems reports."""
    try:
        return cloze_numbers(text)
    except ClozeError:
        return None


def _of_number(answer: Decimal | None, tolerance: Decimal | None) -> Iterator[Finding]:
    if answer is None:
        yield "numeric_answer", _("A number is needed.")
    for field, number in (("numeric_answer", answer), ("numeric_tolerance", tolerance)):
        try:
            if number is not None:
                _decimal_validator(number)
        except ValidationError as error:
            yield from ((field, message) for message in error.messages)
    if tolerance is not None and tolerance < 0:
        yield "numeric_tolerance", _("The tolerance cannot be negative.")
