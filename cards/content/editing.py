"""Cards that people change on this site: saved whole, without losing anybody's progress."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Length, Now

from cards.content.checks import Text, validate_card
from cards.content.families import SHARED_FIELDS, Family, IdTaken, arrange, save_families
from cards.content.revisions import write_first_revisions, write_revisions
from cards.content.similarity import THRESHOLD, probes, similarity, trigrams
from cards.content.structure import ORDER_STEP
from cards.models import Card, CardText, Erratum, Tag
from cards.models.documents import Origin
from cards.rendering.cloze import cloze_numbers
from cards.scheduling.cursors import forget_cursors

__all__ = ["save_card_edit", "similar_cards", "validate_card"]

# So many fronts of about the same length are compared; it takes well under a second.
_MOST_COMPARED = 20_000


@transaction.atomic
def save_card_edit(
    card: Card,
    texts: Mapping[str, Text],
    *,
    tags: Iterable[Tag],
    errata: Iterable[Erratum],
    editor: User,
    comment: str = "",
) -> Card:
    """Save `card`, new or changed, with all that it says, and return the card that leads now.

    `card` owns its texts (it is no cloze sibling) and carries the new values of its fields; `texts`
    maps languages to valid texts. Cloze siblings appear, retire and return as the numbers ask; if
    the lead's own number went, another card leads. A shipped card is marked as edited here.
    Raises ValidationError if a sibling needs an id that another card has.
    """
    if card.lead_id:
        raise ValueError(f"{card.stable_id} shows the texts of another card, edit that one")
    before = Card.objects.select_for_update(no_key=True).filter(pk=card.pk).first()
    siblings = list(card.siblings.select_for_update(no_key=True)) if before else []
    available = _available([before, *siblings]) if before else set()
    if before:
        write_first_revisions([before])
    _prepare(card, before, editor)
    numbers = _numbers(card, texts)
    state = card.state
    family = arrange(card.stable_id, numbers, [card, *siblings])
    _share(card, family, state)
    try:
        save_families([family], [*SHARED_FIELDS, "updated_at"])
    except IdTaken as error:
        raise ValidationError({"stable_id": str(error)}) from None
    _save_owned(card, family, texts, tags, errata)
    write_revisions([family.lead], changed_by=editor, comment=comment)
    if _available(family.members) - available:
        # A new card may now stand before the place from which learners look for them.
        forget_cursors(document=card.document)
    return Card.objects.get(pk=family.lead.pk)


def similar_cards(
    front: str, language: str, exclude: Card | None = None
) -> list[tuple[Card, float]]:
    """Return up to five cards that ask almost the same as `front`, the most similar first.

    `exclude` is the card being edited. Retired cards do not count.
    """
    wanted = trigrams(front)
    texts = (
        CardText.objects.filter(language=language)
        .exclude(card__state=Card.State.RETIRED)
        .annotate(length=Length("front"))
        # Texts whose lengths differ more are never that much alike.
        .filter(length__gte=len(front) * 3 // 5 - 10, length__lte=len(front) * 5 // 3 + 10)
        .filter(*_any_of(probes(front)))
        .order_by("-pk")
    )
    if exclude is not None and exclude.pk:
        texts = texts.exclude(card=exclude.text_owner)
    rows = texts.values_list("card_id", "front")[:_MOST_COMPARED]
    found = {card: similarity(wanted, trigrams(other)) for card, other in rows}
    best = sorted((card for card in found if found[card] >= THRESHOLD), key=lambda c: -found[c])[:5]
    cards = Card.objects.select_related("section", "document").in_bulk(best)
    return [(cards[card], found[card]) for card in best]


def _any_of(words: Iterable[str]) -> list[Q]:
    """The database throws out most texts faster than Python does."""
    conditions = [Q(front__icontains=word) for word in words]
    return [reduce(or_, conditions)] if conditions else []


def _prepare(card: Card, before: Card | None, editor: User) -> None:
    """Set what follows from the form's fields."""
    card.document = card.section.document
    card.updated_by = editor
    if card.origin == Origin.SHIPPED:
        card.edited_locally = True
    if before is None or before.section_id != card.section_id:
        last = card.section.cards.aggregate(last=Max("order"))["last"] or 0
        card.order = max(last, card.section.position * ORDER_STEP) + 1


def _numbers(card: Card, texts: Mapping[str, Text]) -> list[int]:
    if card.kind != Card.Kind.CLOZE:
        return []
    return cloze_numbers(next(iter(texts.values())).front)


def _available(cards: Iterable[Card]) -> set[tuple[int, int]]:
    """The published cards and the documents in which learners find them."""
    return {(card.pk, card.document_id) for card in cards if card.state == Card.State.PUBLISHED}


def _share(card: Card, family: Family, state: str) -> None:
    """Give all cards of the text what they share, and those that are shown one state."""
    family.lead.kind = card.kind
    for one in family.members:
        for name in SHARED_FIELDS:
            setattr(one, name, getattr(card, name))
        one.updated_at = Now()
    for one in family.shown:
        one.state = state


def _save_owned(
    card: Card,
    family: Family,
    texts: Mapping[str, Text],
    tags: Iterable[Tag],
    errata: Iterable[Erratum],
) -> None:
    """Save texts, tags and errata, for the card that leads now if that is another one."""
    lead = family.lead
    if card is not lead:
        card.tags.clear()
        card.errata.clear()
        card.texts.update(card=lead)
    lead.tags.set(tags)
    lead.errata.set(errata)
    lead.texts.exclude(language__in=texts).delete()
    for language, text in texts.items():
        fields = {name: getattr(text, name) for name in ("front", "back")}
        lists = {name: list(getattr(text, name)) for name in ("choices", "accepted")}
        lead.texts.update_or_create(language=language, defaults={**fields, **lists})
