"""The cards of a section as its page lists them, each with how the learner stands with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.languages import current_content_language
from cards.models import Card, CardText, Schedule, Section
from cards.rendering.cloze import ClozeError
from cards.rendering.faces import front_face
from cards.scheduling.day import day_to_date
from cards.statistics.card_counts import MATURE_DAYS

STATES: dict[str, "str | Promise"] = {
    "new": pgettext_lazy("state of a card", "new"),
    "learning": pgettext_lazy("state of a card", "learning"),
    "mature": pgettext_lazy("state of a card", "mature"),
    "due": pgettext_lazy("state of a card", "due"),
    "put-off": _("put off until tomorrow"),
    "suspended": pgettext_lazy("state of a card", "suspended"),
}


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card's front, its state (a key of STATES), and when it is due, unless that is today."""

    card: Card
    html: SafeString | str
    lang: str
    state: str
    due: date | None
    leech: bool

    @property
    def state_name(self) -> "str | Promise":
        return STATES[self.state]


def cards_of(section: Section) -> "QuerySet[Card]":
    """The published cards that stand in the section itself, in their order, with their texts."""
    return (
        Card.objects.filter(section=section, state=Card.State.PUBLISHED)
        .select_related("lead")
        .prefetch_related("texts", "lead__texts")
        .order_by("order", "id")
    )


def card_rows(learner: User, cards: Sequence[Card], *, day: int) -> list[CardRow]:
    """How `learner` stands with `cards` on a day, in one query."""
    found = Schedule.objects.filter(learner=learner, card__in=cards)
    schedules = {schedule.card_id: schedule for schedule in found}
    return [_row(card, schedules.get(card.pk), day) for card in cards]


def _row(card: Card, schedule: Schedule | None, day: int) -> CardRow:
    html, lang = _front(card)
    due_day = schedule.due_day if schedule else None
    return CardRow(
        card=card,
        html=html,
        lang=lang,
        state=_state(schedule, day),
        due=None if due_day in (None, day) else day_to_date(due_day),
        leech=schedule is not None and schedule.leech,
    )


def _front(card: Card) -> tuple[str, str]:
    try:
        face = front_face(card, current_content_language(), seed=0)
    except (CardText.DoesNotExist, ClozeError):
        # One broken card must not hide the others.
        return card.stable_id, "en"
    return face.html, face.lang


def _state(schedule: Schedule | None, day: int) -> str:
    if schedule is None:
        return "new"
    if schedule.suspended:
        return "suspended"
    if schedule.buried_until is not None and schedule.buried_until > day:
        return "put-off"
    if schedule.due_day is None:
        return "new"
    if schedule.due_day <= day:
        return "due"
    return "mature" if schedule.interval >= MATURE_DAYS else "learning"
