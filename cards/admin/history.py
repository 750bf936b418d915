"""The revisions of a card, what each changed, and how one comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cards.content.differences import FieldChange, changes_between
from cards.content.editing import save_card_edit, validate_card
from cards.content.entries import TextEntry
from cards.models import Card, CardRevision, Erratum, Section, Tag

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision and what it changed against the one before."""

    revision: CardRevision
    changes: list[FieldChange]
    is_latest: bool


def history_page(card: Card, number: str | None) -> tuple[Page[CardRevision], list[Entry]]:
    """One page of the revisions of `card` and of the cards that share its text, newest first."""
    revisions = CardRevision.objects.filter(Q(card=card) | Q(card__lead=card))
    page = Paginator(revisions.select_related("changed_by"), PER_PAGE).get_page(number)
    shown = list(page)
    before: list[CardRevision | None] = [*shown[1:]]
    if shown:
        before.append(revisions.filter(pk__lt=shown[-1].pk).first())
    entries = [
        Entry(
            revision=revision,
            changes=changes_between(old.snapshot if old else {}, revision.snapshot),
            is_latest=page.number == 1 and index == 0,
        )
        for index, (revision, old) in enumerate(zip(shown, before, strict=True))
    ]
    return page, entries


def restore(card: Card, revision: CardRevision, *, editor: User) -> Card:
    """Give `card` the content of `revision`; its id and state stay. Raises ValidationError."""
    old = revision.snapshot
    texts = {language: TextEntry(**_text(text)) for language, text in old["texts"].items()}
    card.kind, card.difficulty, card.unit = old["kind"], old["difficulty"], old["unit"]
    card.accepted_units = old["accepted_units"]
    card.section = Section.objects.filter(stable_id=old["section"]).first() or card.section
    card.numeric_answer = Decimal(old["numeric_answer"]) if old["numeric_answer"] else None
    card.numeric_tolerance = Decimal(old["numeric_tolerance"] or 0)
    problems = validate_card(
        card.kind,
        texts,
        answer=card.numeric_answer,
        tolerance=card.numeric_tolerance,
        both_languages=card.state == Card.State.PUBLISHED and not card.may_lack_a_language,
    )
    if problems:
        raise ValidationError(
            [f"{field}: {text}" for field in problems for text in problems[field]]
        )
    return save_card_edit(
        card,
        texts,
        tags=[Tag.objects.get_or_create(name=name)[0] for name in old["tags"]],
        errata=Erratum.objects.filter(stable_id__in=old["errata"]),
        editor=editor,
        comment=_("Restored from %(when)s")
        % {"when": date_format(localtime(revision.changed_at), "DATETIME_FORMAT")},
    )


def _text(text: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in text.items()
    }
