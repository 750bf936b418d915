"""The next card: overdue, then due, then new, then drill, within the learner's daily limits."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects

from cards.models import Card, Profile, Review, Schedule
from cards.scheduling.counts import DocumentCounts, Today, begin_day, today
from cards.scheduling.cursors import forget_cursors
from cards.scheduling.day import learner_day
from cards.scheduling.due_cards import drill_cards, due_cards, may_be_answered
from cards.scheduling.new_cards import next_new_card
from cards.scheduling.showing import Showing, phase_of

__all__ = [
    "DocumentCounts",
    "Showing",
    "Today",
    "forget_cursors",
    "next_card",
    "showing_of",
    "today",
]

# Headings lie up to four deep.
_RELATIONS = ("document", "section__parent__parent__parent", "lead")


def next_card(learner: User, *, now: datetime) -> Showing | None:
    """Return the card to show now, with all that its front needs; None when the day is done."""
    profile = learner.profile
    day = learner_day(now, profile.zone, profile.rollover_hour)
    done = begin_day(profile, day)
    showing = None
    if done.reviews < profile.reviews_per_day:
        showing = _first_due(profile, day)
    if showing is None and done.new < profile.new_per_day:
        showing = _first_new(profile, day)
    showing = showing or _first_in_drill(profile, day)
    return _with(showing, "texts") if showing else None


def showing_of(learner: User, card: Card, *, now: datetime) -> Showing | None:
    """Return the showing of `card`, with all that front and back need.

    None if the card may not be answered now; its place in the queue and the limits do not matter.
    """
    profile = learner.profile
    day = learner_day(now, profile.zone, profile.rollover_hour)
    schedule = Schedule.objects.filter(learner=learner, card=card).first()
    phase = phase_of(schedule, day)
    if phase is None or not may_be_answered(profile, card, phase, day):
        return None
    card = Card.objects.select_related(*_RELATIONS).get(pk=card.pk)
    return _with(Showing(card, schedule, phase), "texts", "errata")


def _first_due(profile: Profile, day: int) -> Showing | None:
    for schedule, _document, _due_day, _group in due_cards(profile, day, limit=1):
        return _show(schedule, Review.Phase.REVIEW)
    return None


def _first_new(profile: Profile, day: int) -> Showing | None:
    for card, schedule in next_new_card(profile, day):
        # A card that was put off or taken back is new and has a schedule all the same.
        if schedule is not None:
            return _show(schedule, Review.Phase.NEW)
        return Showing(
            Card.objects.select_related(*_RELATIONS).get(pk=card), None, Review.Phase.NEW
        )
    return None


def _first_in_drill(profile: Profile, day: int) -> Showing | None:
    for schedule, _document in drill_cards(profile, day, limit=1):
        return _show(schedule, Review.Phase.DRILL)
    return None


def _show(schedule_id: int, phase: Review.Phase) -> Showing:
    relations = [f"card__{relation}" for relation in _RELATIONS]
    schedule = Schedule.objects.select_related(*relations).get(pk=schedule_id)
    return Showing(schedule.card, schedule, phase)


def _with(showing: Showing, *related: str) -> Showing:
    """Fetch what belongs to the lead of a cloze text, or else to the card itself."""
    prefetch_related_objects([showing.card.text_owner], *related)
    return showing
