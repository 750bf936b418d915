"""The next card: overdue, then due, then new, then drill, within the learner's daily limits."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects

from cards.models import Card
from cards.scheduling.card_reading import read_card
from cards.scheduling.counts import DocumentCounts, Today, today
from cards.scheduling.cursors import forget_cursors
from cards.scheduling.showing import Showing, phase_of
from cards.scheduling.standing import Standing, begin_day, may_be_answered

__all__ = [
    "DocumentCounts",
    "Showing",
    "Standing",
    "Today",
    "begin_day",
    "forget_cursors",
    "next_card",
    "showing_of",
    "today",
]


def next_card(
    learner: User, *, now: datetime, standing: Standing | None = None, work: Today | None = None
) -> Showing | None:
    """Return the card to show now, with all that its front needs; None when the day is done.

    A caller that has just begun the day passes its `standing`, or what it has counted as `work`;
    neither is then read again.
    """
    work = work or today(learner, now=now, standing=standing)
    if work.next is None:
        return None
    card, schedule = read_card(learner.pk, work.next.card_id)
    # None only if the card was deleted at this very moment.
    return None if card is None else Showing(card, schedule, work.next.phase)


def showing_of(
    learner: User, card: Card, *, now: datetime, standing: Standing | None = None
) -> Showing | None:
    """Return the showing of `card`, with all that front and back need.

    None if the card may not be answered now; its place in the queue and the limits do not matter.
    """
    standing = standing or begin_day(learner, now=now)
    shown, schedule = read_card(learner.pk, card.pk)
    phase = phase_of(schedule, standing.day)
    if shown is None or phase is None or not may_be_answered(standing, shown, phase):
        return None
    prefetch_related_objects([shown.text_owner], "errata")
    return Showing(shown, schedule, phase)
