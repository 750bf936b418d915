"""The two sides of a card, ready for a template. No database query runs here.

The card must come with `text_owner.texts` and `text_owner.errata` prefetched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from string import ascii_uppercase
from typing import Literal, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cards.answers.typed import fold
from cards.languages import ContentLanguage
from cards.models import Card, CardText, Erratum
from cards.rendering import cloze
from cards.rendering.markdown import render_inline, render_markdown

InputKind = Literal["none", "choice", "numeric", "typed"]
_INPUTS: dict[str, InputKind] = {
    Card.Kind.CHOICE: "choice",
    Card.Kind.NUMERIC: "numeric",
    Card.Kind.TYPED: "typed",
}
_RIGHT_CHOICE = 0


class Choice(NamedTuple):
    """One option as shown; `key` is its letter in this showing and tells nothing of its truth."""

    key: str
    html: SafeString


class MarkedChoice(NamedTuple):
    key: str
    html: SafeString
    correct: bool


@dataclass(frozen=True, slots=True)
class FrontFace:
    """The question. `lang` is BCP 47; `unit` stands after the field of a numeric answer."""

    html: SafeString
    lang: str
    input: InputKind
    choices: tuple[Choice, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ErratumFace:
    """A mistake in the document: what it says, what is right, and how that was verified."""

    wrong: SafeString
    correct: SafeString
    evidence: SafeString
    severity: str
    severity_label: str
    line: int | None


@dataclass(frozen=True, slots=True)
class BackFace:
    """The answer. `extra` explains it and may be empty.

    `front` is empty for a cloze card, whose answer repeats the whole text.
    """

    front: SafeString
    answer: SafeString
    extra: SafeString
    lang: str
    choices: tuple[MarkedChoice, ...]
    errata: tuple[ErratumFace, ...]


def front_face(card: Card, language: ContentLanguage, *, seed: int) -> FrontFace:
    """Return the question in `language`, or in the other one where `language` is missing.

    The same `seed` gives the same order of choices. Nothing in it tells the answer.
    """
    text = card.text(language)
    source = text.front
    if card.kind == Card.Kind.CLOZE:
        source = cloze.hide(source, card.cloze_number)
    return FrontFace(
        html=_side(source, text),
        lang=ContentLanguage(text.language).html_lang,
        input=_INPUTS.get(card.kind, "none"),
        choices=tuple(
            Choice(key, render_inline(text.choices[index], text.language))
            for key, index in _order(text, seed).items()
        ),
        unit=card.unit,
    )


def back_face(card: Card, language: ContentLanguage, *, seed: int) -> BackFace:
    """Return the answer in `language`; `seed` as on the front."""
    text = card.text(language)
    shown_language = ContentLanguage(text.language)
    is_cloze = card.kind == Card.Kind.CLOZE
    answer, extra = _ANSWERS.get(card.kind, _back)(card, text)
    return BackFace(
        front=SafeString() if is_cloze else _side(text.front, text),
        answer=answer,
        extra=extra,
        lang=shown_language.html_lang,
        choices=tuple(
            MarkedChoice(
                key, render_inline(text.choices[index], text.language), index == _RIGHT_CHOICE
            )
            for key, index in _order(text, seed).items()
        ),
        errata=tuple(
            erratum_face(erratum, shown_language)
            for erratum in card.text_owner.errata.all()
            if not erratum.retired
        ),
    )


def chosen_index(card: Card, language: ContentLanguage, seed: int, key: str) -> int:
    """Return the place of the choice shown as `key` in the card's list; 0 is the right one.

    Raises ValueError if no choice was shown under that key.
    """
    order = _order(card.text(language), seed)
    if key not in order:
        raise ValueError(f"no choice was shown as {key!r}")
    return order[key]


def _order(text: CardText, seed: int) -> dict[str, int]:
    indexes = list(range(len(text.choices)))
    Random(seed).shuffle(indexes)  # noqa: S311 an order, not a secret
    return dict(zip(ascii_uppercase, indexes, strict=False))


def _side(source: str, text: CardText) -> SafeString:
    return render_markdown(source, text.language)


def _back(card: Card, text: CardText) -> tuple[SafeString, SafeString]:
    return _side(text.back, text), SafeString()


def _revealed(card: Card, text: CardText) -> tuple[SafeString, SafeString]:
    revealed = cloze.reveal(text.front, card.cloze_number)
    return _side(revealed, text), _side(text.back, text)


def _right_choice(card: Card, text: CardText) -> tuple[SafeString, SafeString]:
    return _side(text.choices[_RIGHT_CHOICE], text), _side(text.back, text)


def _first_accepted(card: Card, text: CardText) -> tuple[SafeString, SafeString]:
    return _short_answer(text.accepted[0], text)


def _number(card: Card, text: CardText) -> tuple[SafeString, SafeString]:
    # The database pads the number with zeros.
    number = (card.numeric_answer or Decimal(0)).normalize()
    return _short_answer(f"{number:,f} {card.unit}".strip(), text)


def _short_answer(answer: str, text: CardText) -> tuple[SafeString, SafeString]:
    """An answer that is plain text; a first line of `back` that only repeats it is left out."""
    first_line, _newline, rest = text.back.partition("\n")
    repeats = fold(first_line).replace(",", "") == fold(answer).replace(",", "")
    return format_html("<p>{}</p>", answer), _side(rest if repeats else text.back, text)


# For each kind: the answer, and what explains it.
_ANSWERS: dict[str, Callable[[Card, CardText], tuple[SafeString, SafeString]]] = {
    Card.Kind.CLOZE: _revealed,
    Card.Kind.CHOICE: _right_choice,
    Card.Kind.TYPED: _first_accepted,
    Card.Kind.NUMERIC: _number,
}


def erratum_face(erratum: Erratum, language: ContentLanguage) -> ErratumFace:
    """Return a mistake of the document, told in `language`."""

    def told(field: str) -> SafeString:
        return render_markdown(getattr(erratum, f"{field}_{language.value}"), language.value)

    return ErratumFace(
        wrong=told("wrong"),
        correct=told("correct"),
        evidence=told("evidence"),
        severity=erratum.severity,
        severity_label=erratum.get_severity_display(),
        line=erratum.line,
    )
