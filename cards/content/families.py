"""Cards that come from one text: a lead, and for a cloze text a sibling for each further number.

A card's identity is its number: when c1 leaves a text and c2 stays, the card of c2 becomes the
lead and takes the entry's id over, each with its own progress, and c1 is retired until it returns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from cards.content.entries import sibling_id
from cards.models import Card

# Fields that all cards of one text share.
SHARED_FIELDS = (
    "document",
    "section",
    "order",
    "difficulty",
    "numeric_answer",
    "numeric_tolerance",
    "unit",
    "accepted_units",
    "origin",
    "edited_locally",
    "source_digest",
    "updated_by",
)


class IdTaken(ValueError):
    """A cloze sibling needs an id that another card has; `lead_id` is the id of its lead."""

    def __init__(self, stable_id: str) -> None:
        super().__init__(f"the id {stable_id} is needed for a part of this cloze card")
        self.lead_id = stable_id.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Family:
    """The lead owns texts, tags and errata; `spare` cards have numbers that the text lacks.

    `existing` are the cards it was arranged from.
    """

    lead: Card
    siblings: list[Card]
    spare: list[Card]
    existing: Sequence[Card]

    @property
    def shown(self) -> list[Card]:
        return [self.lead, *self.siblings]

    @property
    def members(self) -> list[Card]:
        """All cards, those out of use included."""
        return [*self.shown, *self.spare]


def arrange(stable_id: str, numbers: Sequence[int], existing: Sequence[Card]) -> Family:
    """Give every card of a text its number, id, lead and kind; nothing is saved.

    `numbers` are the text's cloze numbers, ascending, or empty for another kind of card.
    """
    by_number = _by_number(numbers, existing) if numbers else {}
    if numbers:
        lead, *siblings = [by_number.get(number) or Card() for number in numbers]
        for card, number in zip([lead, *siblings], numbers, strict=True):
            card.cloze_number = number
    else:
        lead = next((card for card in existing if card.stable_id == stable_id), None) or Card()
        lead.cloze_number = 0
        siblings = []
    spare = [card for card in existing if all(card is not shown for shown in (lead, *siblings))]
    lead.stable_id, lead.lead = stable_id, None
    for card in (*siblings, *spare):
        card.stable_id, card.lead = sibling_id(stable_id, card.cloze_number), lead
        card.kind = Card.Kind.CLOZE
    for card in spare:
        card.state = Card.State.RETIRED
    return Family(lead, siblings, spare, existing)


def save_families(families: Sequence[Family], fields: Sequence[str]) -> None:
    """Create the new cards and save `fields` of the others, besides what `arrange` sets.

    Raises IdTaken.
    """
    _refuse_taken(families)
    existing = [card for family in families for card in family.existing if card.pk]
    _free_ids(existing)
    Card.objects.bulk_create(family.lead for family in families if not family.lead.pk)
    Card.objects.bulk_create(card for family in families for card in family.siblings if not card.pk)
    arranged = ("stable_id", "lead", "kind", "cloze_number", "state")
    Card.objects.bulk_update(existing, list(dict.fromkeys((*arranged, *fields))))


def _by_number(numbers: Sequence[int], existing: Sequence[Card]) -> dict[int, Card]:
    """Cards by number. A card that was of another kind takes the first number without a card.

    If every number has one, kept from earlier days, it takes the first number all the same: what
    learners see today goes on, and the old card stays retired under a number of its own.
    """
    by_number = {card.cloze_number: card for card in existing if card.cloze_number}
    for card in existing:
        if not card.cloze_number:
            card.cloze_number = next((n for n in numbers if n not in by_number), numbers[0])
            displaced = by_number.get(card.cloze_number)
            by_number[card.cloze_number] = card
            if displaced:
                displaced.cloze_number = max((*numbers, *by_number)) + 1
                by_number[displaced.cloze_number] = displaced
    return by_number


def _refuse_taken(families: Sequence[Family]) -> None:
    siblings = [card for family in families for card in (*family.siblings, *family.spare)]
    leads = {family.lead.stable_id for family in families}
    present = Card.objects.filter(stable_id__in=[card.stable_id for card in siblings])
    known = {card.pk for family in families for card in family.existing if card.pk}
    taken = leads | {card.stable_id for card in present if card.pk not in known}
    for card in siblings:
        if card.stable_id in taken:
            raise IdTaken(card.stable_id)


def _free_ids(cards: Sequence[Card]) -> None:
    """Let go of ids that change hands: an id is unique at every moment."""
    if not cards:
        return
    present = Card.objects.filter(pk__in=[card.pk for card in cards])
    stored = dict(present.values_list("pk", "stable_id"))
    renamed = [card.pk for card in cards if stored[card.pk] != card.stable_id]
    if renamed:
        Card.objects.filter(pk__in=renamed).update(
            stable_id=Concat(Value("~"), Cast("pk", CharField()))
        )
