"""The next card: overdue, then due, then new, then drill, within the learner's daily limits."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects

from cards.models import Card, Profile, Review, Schedule
from cards.scheduling.candidates import (
    answers_today,
    drill_cards,
    due_cards,
    may_be_answered,
    next_new_card,
)
from cards.scheduling.counts import DocumentCounts, Today, today
from cards.scheduling.cursors import forget_cursors
from cards.scheduling.day import learner_day
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

# What rendering reads besides texts and errata; headings lie up to four deep.
_RELATIONS = ("document", "section__parent__parent__parent", "lead")


def next_card(learner: User, *, now: datetime) -> Showing | None:
    """Return the card to show now, or None when the day is done. Changes nothing."""
    profile = learner.profile
    day = learner_day(now, profile.zone, profile.rollover_hour)
    done = answers_today(profile, day)
    showing = None
    if done.get(Review.Phase.REVIEW, 0) < profile.reviews_per_day:
        showing = _first_due(profile, day)
    if showing is None and done.get(Review.Phase.NEW, 0) < profile.new_per_day:
        showing = _first_new(profile, day)
    return showing or _first_in_drill(profile, day)


def showing_of(learner: User, card: Card, *, now: datetime) -> Showing | None:
    """Return the showing of `card` if it may be answered now, whatever the order and the limits."""
    profile = learner.profile
    day = learner_day(now, profile.zone, profile.rollover_hour)
    schedule = Schedule.objects.filter(learner=learner, card=card).first()
    phase = phase_of(schedule, day)
    if phase is None or not may_be_answered(profile, card, phase, day):
        return None
    return Showing(_card(card.pk), schedule, phase)


def _first_due(profile: Profile, day: int) -> Showing | None:
    for schedule, _document, _due_day, _group in due_cards(profile, day, limit=1):
        return _show(Schedule.objects.get(pk=schedule), Review.Phase.REVIEW)
    return None


def _first_new(profile: Profile, day: int) -> Showing | None:
    for card, schedule in next_new_card(profile, day):
        if schedule is None:
            return Showing(_card(card), None, Review.Phase.NEW)
        # A card that was put off or taken back is new and has a schedule all the same.
        return _show(Schedule.objects.get(pk=schedule), Review.Phase.NEW)
    return None


def _first_in_drill(profile: Profile, day: int) -> Showing | None:
    for schedule, _document in drill_cards(profile, day, limit=1):
        return _show(Schedule.objects.get(pk=schedule), Review.Phase.DRILL)
    return None


def _show(schedule: Schedule, phase: Review.Phase) -> Showing:
    return Showing(_card(schedule.card_id), schedule, phase)


def _card(card_id: int) -> Card:
    card = Card.objects.select_related(*_RELATIONS).get(pk=card_id)
    # Texts and errata belong to the lead of a cloze text.
    prefetch_related_objects([card.text_owner], "texts", "errata")
    return card
