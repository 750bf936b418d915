"""Draft, published, retired: changing the state of cards from the list."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction

from cards.content.editing import save_card_edit, validate_card
from cards.models import Card


@transaction.atomic
def set_state(
    cards: Iterable[Card], state: Card.State, *, editor: User
) -> tuple[list[Card], Mapping[str, dict[str, list[str]]]]:
    """Give the cards, and those of the same cloze text, a state.

    Returns the cards changed, and the problems of those that may not be published, by id.
    """
    changed: list[Card] = []
    refused: dict[str, dict[str, list[str]]] = {}
    for lead in _leads(cards):
        texts = {text.language: text for text in lead.texts.all()}
        problems = {}
        if state == Card.State.PUBLISHED:
            problems = validate_card(
                lead.kind,
                texts,
                answer=lead.numeric_answer,
                tolerance=lead.numeric_tolerance,
                both_languages=not lead.may_lack_a_language,
            )
        if problems:
            refused[lead.stable_id] = problems
        elif lead.state != state:
            tags, errata = list(lead.tags.all()), list(lead.errata.all())
            lead.state = state
            comment = str(state.label)
            changed.append(
                save_card_edit(
                    lead, texts, tags=tags, errata=errata, editor=editor, comment=comment
                )
            )
    return changed, refused


def _leads(cards: Iterable[Card]) -> Iterable[Card]:
    owners = {card.lead_id or card.pk for card in cards}
    return Card.objects.filter(pk__in=owners).prefetch_related("texts", "tags", "errata")
