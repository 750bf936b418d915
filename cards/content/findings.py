"""What `load_content --check` objects to in files that could be loaded as they are."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cards.content.entries import CardEntry, DocumentEntry, Place
from cards.content.similarity import similar_pairs
from cards.languages import ContentLanguage

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_PROSE = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{[^{}]*\}")
_CLOZE_NUMBER = re.compile(r"\{\{c\d+::")
# Not the digits of a name such as ResNet50 or conv3x3.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(\d+(?:,\d{3})*(?:\.\d+)?)\s*(thousand|万|million|亿|billion)?"
)
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH = re.compile(rf"\b({'|'.join(_MONTH_NAMES)})(?=\s+\d)")
_SCALE = {"thousand": 10**3, "万": 10**4, "million": 10**6, "亿": 10**8, "billion": 10**9}


def find_objections(documents: Sequence[DocumentEntry]) -> Iterator[str]:
    """Say, with file and line, where cards are missing, alike, or unequal in the two languages."""
    for document in documents:
        yield from _uncovered(document)
        yield from _unused_errata(document)
    cards = [card for document in documents for card in document.cards]
    yield from _doubles(cards)
    for card in cards:
        for message in language_differences(card):
            yield f"{_where(card)}: {message}"


def covered_sections(document: DocumentEntry) -> set[str]:
    """The sections of which a card asks, in themselves or in a part of them."""
    parents = {section.stable_id: section.parent for section in document.sections}
    covered: set[str] = set()
    for section in document.sections:
        name: str | None = section.stable_id if section.cards else None
        while name is not None and name not in covered:
            covered.add(name)
            name = parents.get(name)
    return covered


def _uncovered(document: DocumentEntry) -> Iterator[str]:
    covered = covered_sections(document)
    for section in document.sections:
        at = f"{_line(section.place)}: section {section.stable_id}"
        if section.without_cards and section.cards:
            yield f"{at}: has cards although it says without_cards"
        elif not section.without_cards and section.stable_id not in covered:
            yield f"{at}: has no cards; write some, or say without_cards: true"


def _unused_errata(document: DocumentEntry) -> Iterator[str]:
    used = {name for card in document.cards for name in card.errata}
    for erratum in document.errata:
        if erratum.stable_id not in used:
            yield f"{_line(erratum.place)}: erratum {erratum.stable_id}: no card shows it"


def language_differences(card: CardEntry) -> Iterator[str]:
    """Say which numbers, formulas and code stand in one language only."""
    english, chinese = (_everything(card, language) for language in ContentLanguage)
    for name, found in (("numbers", _numbers), ("formulas", _formulas), ("code", _code)):
        of_english, of_chinese = set(found(english)), set(found(chinese))
        if only := sorted(of_english - of_chinese):
            yield f"{name} only in English: {', '.join(only)}"
        if only := sorted(of_chinese - of_english):
            yield f"{name} only in Chinese: {', '.join(only)}"


def _doubles(cards: Sequence[CardEntry]) -> Iterator[str]:
    for language in ContentLanguage:
        fronts = [card.texts[language].front for card in cards]
        for one, other, likeness in similar_pairs(fronts):
            yield (
                f"{_where(cards[other])}: {language}.front is {likeness:.0%} like that of "
                f"{cards[one].stable_id}"
            )


def _where(card: CardEntry) -> str:
    return f"{_line(card.place)}: card {card.stable_id}"


def _line(place: Place) -> str:
    return f"{place.source.name}:{place.source.line(place.path)}"


def _everything(card: CardEntry, language: ContentLanguage) -> str:
    text = card.texts[language]
    return "\n".join((text.front, text.back, *text.choices, *text.accepted))


def _code(text: str) -> list[str]:
    return [match[2].strip() for match in _CODE.finditer(text)]


def _formulas(text: str) -> list[str]:
    """Formulas without white space, cloze marks and words, which may be translated."""
    bare = _CLOZE_NUMBER.sub("", _CODE.sub("", text))
    found = [match[1] or match[2] for match in _FORMULA.finditer(bare)]
    return ["".join(_PROSE.sub("", one).split()).rstrip(".,。，") for one in found]


def _numbers(text: str) -> list[str]:
    """Numbers in prose, written out: 1.2 万 and 12 thousand are both 12000, June 2022 is 6 2022."""
    prose = _FORMULA.sub(" ", _CODE.sub(" ", _CLOZE_NUMBER.sub(" ", text)))
    prose = _MONTH.sub(lambda month: str(_MONTH_NAMES.index(month[1]) + 1), prose)
    found = ((Decimal(n.replace(",", "")), scale) for n, scale in _NUMBER.findall(prose))
    return [f"{(number * _SCALE.get(scale, 1)).normalize():f}" for number, scale in found]
