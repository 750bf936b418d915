"""The next card: overdue, then due, then new, then drill, within the learner's daily limits."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet, Subquery

from cards.models import Card, Profile, Review, Schedule
from cards.scheduling.candidates import drill_schedules, due_schedules, next_new_card
from cards.scheduling.counts import DocumentCounts, Done, Today, done_today, today
from cards.scheduling.cursors import forget_cursors
from cards.scheduling.day import learner_day
from cards.scheduling.showing import CARD_RELATIONS, Showing, find_showing, with_texts

__all__ = [
    "DocumentCounts",
    "Showing",
    "Today",
    "forget_cursors",
    "next_card",
    "showing_of",
    "today",
]


def next_card(learner: User, *, now: datetime) -> Showing | None:
    """Return the card to show now, or None when the day is done. Changes nothing."""
    profile = learner.profile
    day = learner_day(now, profile.zone, profile.rollover_hour)
    done = done_today(profile, day)
    showing = (
        _next_due(profile, day, done)
        or _next_new(profile, day, done)
        or _first(drill_schedules(profile, day), Review.Phase.DRILL)
    )
    return with_texts(showing) if showing else None


def showing_of(learner: User, card: Card, *, now: datetime) -> Showing | None:
    """Return the showing of `card` if it may be answered now, whatever the order and the limits."""
    profile = learner.profile
    day = learner_day(now, profile.zone, profile.rollover_hour)
    showing = find_showing(profile, card, day)
    return with_texts(showing) if showing else None


def _next_due(profile: Profile, day: int, done: Done) -> Showing | None:
    if not done.reviews_left(profile):
        return None
    return _first(due_schedules(profile, day), Review.Phase.REVIEW)


def _next_new(profile: Profile, day: int, done: Done) -> Showing | None:
    if not done.new_left(profile):
        return None
    card = next_new_card(profile, day, done.introduced).select_related(*CARD_RELATIONS).first()
    if card is None:
        return None
    # A card put off or brought back without an answer is new and has a schedule all the same.
    schedule = Schedule.objects.filter(learner_id=profile.pk, card=card).first()
    return Showing(card, schedule, Review.Phase.NEW)


def _first(schedules: QuerySet[Schedule], phase: Review.Phase) -> Showing | None:
    # The inner query decides on narrow rows; only the one card is then read with its relations.
    schedule = (
        Schedule.objects.filter(pk=Subquery(schedules.values("pk")[:1]))
        .select_related(*(f"card__{relation}" for relation in CARD_RELATIONS))
        .first()
    )
    return Showing(schedule.card, schedule, phase) if schedule else None
