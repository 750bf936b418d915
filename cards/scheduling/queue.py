"""The next card: overdue, then due, then new, then drill, within the learner's daily limits."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects

from cards.models import Card, Review
from cards.scheduling.card_reading import read_card
from cards.scheduling.counts import DocumentCounts, Today, today
from cards.scheduling.cursors import forget_cursors
from cards.scheduling.due_cards import drill_cards, due_cards
from cards.scheduling.new_cards import next_new_card
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


def next_card(learner: User, *, now: datetime, standing: Standing | None = None) -> Showing | None:
    """Return the card to show now, with all that its front needs; None when the day is done.

    A caller that has just begun the day passes its `standing`, which is then not read again.
    """
    standing = standing or begin_day(learner, now=now)
    card_id, phase = _next(standing)
    if card_id is None:
        return None
    card, schedule = read_card(learner.pk, card_id)
    # None only if the card was deleted at this very moment.
    return None if card is None else Showing(card, schedule, phase)


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


def _next(standing: Standing) -> tuple[int | None, Review.Phase]:
    """The next card's id, and what an answer to it counts as."""
    if standing.reviews_left:
        for card, *_rest in due_cards(standing, limit=1):
            return card, Review.Phase.REVIEW
    if standing.new_left:
        new = next_new_card(standing)
        if new is not None:
            return new, Review.Phase.NEW
    for card, _document in drill_cards(standing, limit=1):
        return card, Review.Phase.DRILL
    return None, Review.Phase.DRILL
