"""What a content file says, as values: documents, sections, errata and cards."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from cards.content.source import FORMAT, NodePath, Source
from cards.languages import ContentLanguage
from cards.models import Card
from cards.rendering.cloze import cloze_numbers


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in its file."""

    source: Source = field(repr=False)
    path: NodePath

    def add_problem(self, message: str, *, at: NodePath = ()) -> None:
        """Add a problem of this entry; `at` leads from the entry to the place of the problem."""
        self.source.add_problem((*self.path, *at), message)


@dataclass(frozen=True, slots=True)
class TextEntry:
    """What a card says in one language; the fields are those of `CardText`."""

    front: str
    back: str = ""
    choices: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardEntry:
    place: Place = field(repr=False)
    stable_id: str
    section: str
    kind: str
    difficulty: int
    tags: tuple[str, ...]
    errata: tuple[str, ...]
    texts: Mapping[str, TextEntry]
    answer: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    units: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Changes with everything that the entry says, not with its place in the section."""
        fields = {name: getattr(self, name) for name in self.__slots__ if name not in _NOT_CONTENT}
        texts = {language: asdict(text) for language, text in self.texts.items()}
        return digest({**fields, "texts": texts})

    @property
    def numbers(self) -> list[int]:
        """The cloze numbers, ascending; none for the other kinds. Raises ClozeError."""
        is_cloze = self.kind == Card.Kind.CLOZE
        return cloze_numbers(self.texts[ContentLanguage.EN].front) if is_cloze else []

    @property
    def sibling_ids(self) -> list[str]:
        return [sibling_id(self.stable_id, number) for number in self.numbers[1:]]


_NOT_CONTENT = {"place", "texts"}


@dataclass(frozen=True, slots=True)
class SectionEntry:
    place: Place = field(repr=False)
    stable_id: str
    parent: str | None
    title: Mapping[str, str]
    position: int
    cards: tuple[CardEntry, ...]
    without_cards: bool = False


@dataclass(frozen=True, slots=True)
class ErratumEntry:
    place: Place = field(repr=False)
    stable_id: str
    section: str
    line: int | None
    severity: str
    texts: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    place: Place = field(repr=False)
    stable_id: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    position: int
    sections: tuple[SectionEntry, ...]
    errata: tuple[ErratumEntry, ...]

    @property
    def cards(self) -> list[CardEntry]:
        return [card for section in self.sections for card in section.cards]


def sibling_id(stable_id: str, number: int) -> str:
    """The id of the card for deletion `number` where it does not lead its cloze text."""
    return f"{stable_id}/c{number}"


def digest(values: Mapping[str, Any]) -> str:
    """A short name for `values`, the same as long as they are."""
    canonical = json.dumps([FORMAT, values], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def document_entry(source: Source) -> DocumentEntry:
    """The document in `source`, which must have the right shape."""
    data = source.data
    empty = dict.fromkeys(ContentLanguage.values, "")
    return DocumentEntry(
        place=Place(source, ()),
        stable_id=data["document"],
        title=data["title"],
        description=data.get("description", empty),
        position=data.get("position", 0),
        sections=tuple(
            _section_entry(source, index, section) for index, section in enumerate(data["sections"])
        ),
        errata=tuple(
            _erratum_entry(Place(source, ("errata", index)), erratum)
            for index, erratum in enumerate(data.get("errata", []))
        ),
    )


def _section_entry(source: Source, index: int, section: Mapping[str, Any]) -> SectionEntry:
    path: NodePath = ("sections", index)
    return SectionEntry(
        place=Place(source, path),
        stable_id=section["id"],
        parent=section.get("parent"),
        title=section["title"],
        position=index + 1,
        cards=tuple(
            card_entry(Place(source, (*path, "cards", number)), section["id"], card)
            for number, card in enumerate(section.get("cards", []))
        ),
        without_cards=section.get("without_cards", False),
    )


def card_entry(place: Place, section: str, card: Mapping[str, Any]) -> CardEntry:
    """The card at `place`, which must have the right shape."""
    answer = card.get("answer")
    return CardEntry(
        place=place,
        stable_id=card["id"],
        section=section,
        kind=card["kind"],
        difficulty=card["difficulty"],
        tags=tuple(sorted(card.get("tags", []))),
        errata=tuple(sorted(card.get("errata", []))),
        texts={language: _text_entry(card[language]) for language in ContentLanguage.values},
        answer=None if answer is None else Decimal(answer),
        tolerance=Decimal(card.get("tolerance", 0)),
        unit=card.get("unit", ""),
        units=tuple(card.get("units", [])),
    )


def _text_entry(text: Mapping[str, Any]) -> TextEntry:
    return TextEntry(
        front=text["text"] if "text" in text else text["front"],
        back=text.get("back", ""),
        choices=(text["correct"], *text["wrong"]) if "wrong" in text else (),
        accepted=tuple(text.get("accept", [])),
    )


def _erratum_entry(place: Place, erratum: Mapping[str, Any]) -> ErratumEntry:
    return ErratumEntry(
        place=place,
        stable_id=erratum["id"],
        section=erratum["section"],
        line=erratum.get("line"),
        severity=erratum["severity"],
        texts={language: erratum[language] for language in ContentLanguage.values},
    )


def field_path(kind: str, name: str) -> NodePath:
    """Where a card's file has the model's field `name`, such as ``zh.front`` → ("zh", "text")."""
    *language, last = name.split(".")
    names = {**_FILE_NAMES, **({"front": "text"} if kind == Card.Kind.CLOZE else {})}
    return (*language, names.get(last, last))


_FILE_NAMES = {
    "accepted": "accept",
    "choices": "wrong",
    "numeric_answer": "answer",
    "numeric_tolerance": "tolerance",
    "accepted_units": "units",
}
