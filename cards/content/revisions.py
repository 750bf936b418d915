"""The history of cards: a snapshot after every change."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from cards.models import Card, CardRevision

_CARD_FIELDS = ("stable_id", "kind", "state", "difficulty", "unit", "accepted_units")
_TEXT_FIELDS = ("front", "back", "choices", "accepted")


def write_revisions(cards: Sequence[Card], *, changed_by: User | None, comment: str) -> None:
    """Add a revision with the present state of each of `cards`, which own their texts."""
    if not cards:
        return
    present = (
        Card.objects.filter(pk__in=[card.pk for card in cards])
        .select_related("section")
        .prefetch_related("texts", "tags", "errata", "siblings")
        .order_by("pk")
    )
    CardRevision.objects.bulk_create(
        CardRevision(card=card, changed_by=changed_by, comment=comment, snapshot=snapshot(card))
        for card in present
    )


def write_first_revisions(cards: Sequence[Card]) -> None:
    """Call it before changing `cards`: keeps the present state of those without a history."""
    without = Card.objects.filter(pk__in=[card.pk for card in cards], revisions__isnull=True)
    write_revisions(list(without), changed_by=None, comment=_("before the first change"))


def snapshot(card: Card) -> dict[str, Any]:
    """The card, its texts and tags as JSON; cloze siblings by their numbers."""
    is_numeric = card.kind == Card.Kind.NUMERIC
    siblings = [one for one in card.siblings.all() if one.state != Card.State.RETIRED]
    return {
        **{field: getattr(card, field) for field in _CARD_FIELDS},
        "section": card.section.stable_id,
        "numeric_answer": str(card.numeric_answer) if is_numeric else None,
        "numeric_tolerance": str(card.numeric_tolerance) if is_numeric else None,
        "cloze_numbers": sorted(one.cloze_number for one in (card, *siblings) if one.cloze_number),
        "texts": {
            text.language: {field: getattr(text, field) for field in _TEXT_FIELDS}
            for text in card.texts.all()
        },
        "tags": sorted(tag.name for tag in card.tags.all()),
        "errata": sorted(erratum.stable_id for erratum in card.errata.all()),
    }
