"""The cards that stand for coding exercises: made and kept up to date, never deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models.functions import Now

from cards.content.entries import digest
from cards.content.revisions import write_first_revisions, write_revisions
from cards.content.structure import ORDER_STEP
from cards.languages import ContentLanguage
from cards.models import Card, CardText, Section
from cards.models.documents import Origin

_COMMENT = "load_content"
# Exercises stand after everything else in their section.
_FIRST_PLACE = ORDER_STEP - 1000


@dataclass(frozen=True, slots=True)
class ExerciseCard:
    """What a card should be. `place` counts the exercises of its section from 0.

    `texts` are front and back in each language.
    """

    stable_id: str
    section: Section
    place: int
    difficulty: int
    texts: Mapping[ContentLanguage, tuple[str, str]]

    @property
    def order(self) -> int:
        return self.section.position * ORDER_STEP + _FIRST_PLACE + self.place

    @property
    def digest(self) -> str:
        texts = {str(language): text for language, text in self.texts.items()}
        named = {"section": self.section.stable_id, "order": self.order, "texts": texts}
        return digest({**named, "difficulty": self.difficulty})


def save_exercise_cards(wanted: Sequence[ExerciseCard]) -> dict[str, Card]:
    """Create, change and bring back cards as `wanted` says; return them by stable id.

    A card that was edited on this site keeps its texts and its place. Call it in a transaction.
    """
    cards = Card.objects.select_for_update(no_key=True).in_bulk(
        [entry.stable_id for entry in wanted], field_name="stable_id"
    )
    found = dict(cards)
    changed = [
        entry
        for entry in wanted
        if entry.stable_id not in found or _is_outdated(found[entry.stable_id], entry)
    ]
    before = [found[entry.stable_id] for entry in changed if entry.stable_id in found]
    write_first_revisions(before)
    for entry in changed:
        cards[entry.stable_id] = _save(found.get(entry.stable_id), entry)
    write_revisions(before, changed_by=None, comment=_COMMENT)
    return cards


def retire_exercise_cards(cards: Sequence[Card]) -> None:
    """Take cards out of use until their exercises return. Call it in a transaction."""
    gone = [card for card in cards if card.state == Card.State.PUBLISHED]
    write_first_revisions(gone)
    for card in gone:
        # The empty digest tells this from an admin's retiring.
        card.state, card.source_digest, card.updated_at = Card.State.RETIRED, "", Now()
    Card.objects.bulk_update(gone, ["state", "source_digest", "updated_at"])
    write_revisions(gone, changed_by=None, comment=_COMMENT)


def _is_outdated(card: Card, entry: ExerciseCard) -> bool:
    return not card.source_digest or (
        card.source_digest != entry.digest and not card.edited_locally
    )


def _save(card: Card | None, entry: ExerciseCard) -> Card:
    card = card or Card(stable_id=entry.stable_id, kind=Card.Kind.EXERCISE, origin=Origin.SHIPPED)
    if not card.source_digest:
        card.state = Card.State.PUBLISHED
    card.source_digest = entry.digest
    if not card.edited_locally:
        card.document, card.section = entry.section.document, entry.section
        card.order, card.difficulty = entry.order, entry.difficulty
    card.save()
    if not card.edited_locally:
        for language, (front, back) in entry.texts.items():
            CardText.objects.update_or_create(
                card=card, language=language, defaults={"front": front, "back": back}
            )
    return card
