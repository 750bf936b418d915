"""What `load_content --check` says of files in which nothing is wrong."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cards.content.entries import CardEntry, DocumentEntry
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
_SCALE = {"thousand": 10**3, "万": 10**4, "million": 10**6, "亿": 10**8, "billion": 10**9}


def content_report(documents: Sequence[DocumentEntry]) -> str:
    """Counts for each document, then warnings: empty sections, likely doubles, differences."""
    return "\n\n".join("\n".join(_of_document(document)) for document in documents)


def _of_document(document: DocumentEntry) -> Iterator[str]:
    cards = document.cards
    kinds = Counter(card.kind for card in cards)
    levels = Counter(card.difficulty for card in cards)
    shown = sum(max(1, len(card.numbers)) for card in cards)
    yield f"{document.place.source.name}: {document.stable_id}"
    yield f"  sections    {len(document.sections)}"
    yield f"  cards       {len(cards)} entries, {shown} cards"
    yield "  kinds       " + _counts(kinds, len(cards))
    yield "  difficulty  " + _counts(
        {str(level): levels[level] for level in sorted(levels)}, len(cards)
    )
    yield f"  errata      {len(document.errata)}"
    empty = [section.stable_id for section in document.sections if not section.cards]
    yield f"  sections without cards: {', '.join(empty) or 'none'}"
    used = {name for card in cards for name in card.errata}
    unused = [one.stable_id for one in document.errata if one.stable_id not in used]
    yield f"  errata without a card: {', '.join(unused) or 'none'}"
    yield from _doubles(cards)
    for card in cards:
        for message in language_differences(card):
            yield f"  warning: {_where(card)}: {message}"


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
                f"  alike ({language}, {likeness:.0%}): "
                f"{_where(cards[other])} and {cards[one].stable_id}"
            )


def _counts(counts: Counter[str] | dict[str, int], total: int) -> str:
    return ", ".join(f"{name} {count} ({count / total:.0%})" for name, count in counts.items())


def _where(card: CardEntry) -> str:
    source = card.place.source
    return f"{source.name}:{source.line(card.place.path)}: card {card.stable_id}"


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
    """Numbers in prose, written out: 1.2 万 and 12 thousand are both 12000."""
    prose = _FORMULA.sub(" ", _CODE.sub(" ", _CLOZE_NUMBER.sub(" ", text)))
    found = ((Decimal(n.replace(",", "")), scale) for n, scale in _NUMBER.findall(prose))
    return [f"{(number * _SCALE.get(scale, 1)).normalize():f}" for number, scale in found]
