"""What the lead of a family owns, in bulk: texts, tags and errata follow it when it changes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from cards.content.entries import CardEntry
from cards.content.families import Family
from cards.models import Card, CardText, Erratum, Tag

TEXT_FIELDS = ("front", "back", "choices", "accepted")
Owner = tuple[CardEntry, Family]


def save_texts(owners: Sequence[Owner]) -> None:
    """Give each lead the texts of its entry; rows that its family has already are used again."""
    leads = {card.pk: family.lead.pk for _, family in owners for card in family.existing}
    rows = CardText.objects.filter(card__in=leads)
    present = {(leads[row.card_id], row.language): row for row in rows}
    created: list[CardText] = []
    updated: list[CardText] = []
    for entry, family in owners:
        for language, text in entry.texts.items():
            row = present.get((family.lead.pk, language)) or CardText(language=language)
            row.card, row.front, row.back = family.lead, text.front, text.back
            row.choices, row.accepted = list(text.choices), list(text.accepted)
            (updated if row.pk else created).append(row)
    CardText.objects.bulk_create(created)
    CardText.objects.bulk_update(updated, ["card", *TEXT_FIELDS])


def save_tags(owners: Sequence[Owner]) -> None:
    """Give each lead the tags of its entry, and make those that are new."""
    names = {name for entry, _ in owners for name in entry.tags}
    tags = Tag.objects.in_bulk(list(names), field_name="name")
    missing = [Tag(name=name) for name in sorted(names - set(tags))]
    tags |= {tag.name: tag for tag in Tag.objects.bulk_create(missing)}
    links = {(family.lead.pk, tags[name].pk) for entry, family in owners for name in entry.tags}
    _link(Card.tags.through, "tag_id", owners, links)


def save_errata(owners: Sequence[Owner], errata: Mapping[str, Erratum]) -> None:
    """Give each lead the errata of its entry."""
    links = {(family.lead.pk, errata[name].pk) for entry, family in owners for name in entry.errata}
    _link(Card.errata.through, "erratum_id", owners, links)


def _link(
    through: type[Model], column: str, owners: Iterable[Owner], wanted: set[tuple[int, int]]
) -> None:
    """Make the rows of `through` for the owners' cards exactly `wanted`."""
    objects = through._default_manager
    cards = [card.pk for _, family in owners for card in family.existing]
    present = {
        (card, other): pk
        for pk, card, other in objects.filter(card__in=cards).values_list("pk", "card_id", column)
    }
    gone = [pk for link, pk in present.items() if link not in wanted]
    if gone:
        objects.filter(pk__in=gone).delete()
    fields: list[dict[str, Any]] = [
        {"card_id": card, column: other} for card, other in sorted(wanted - set(present))
    ]
    objects.bulk_create(through(**values) for values in fields)
