"""Taking back answers: the schedule becomes what it was, the log keeps the row."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from cards.models import Review, Schedule
from cards.scheduling.cursors import locked_profile, lower_cursor
from cards.scheduling.states import State

UNDO_STEPS = 30
# The log is not searched to its beginning: what was undone just now is among the latest rows.
_LOOKED_BACK_AT = 4 * UNDO_STEPS


def state_of(schedule: Schedule | None) -> State:
    """The part of a schedule that answers change."""
    if schedule is None:
        return State()
    return State(**{field.name: getattr(schedule, field.name) for field in fields(State)})


def snapshot(schedule: Schedule | None, *, suspends: bool) -> dict[str, Any]:
    """What undoing an answer needs to know: the state before it and when that had come about.

    `version` is the one that the answer makes, `suspends` whether it suspends the card.
    """
    return {
        "state": asdict(state_of(schedule)),
        "updated_at": schedule.updated_at.isoformat() if schedule else None,
        "version": (schedule.version if schedule else 0) + 1,
        "suspends": suspends,
    }


def suspended_by(review: Review) -> bool:
    """Whether the answer made the card a leech and put it away."""
    return bool(review.state_before["suspends"])


@transaction.atomic
def undo_last(*, learner: User, now: datetime, seen: datetime | None = None) -> Review | None:
    """Take back the latest answer and return its review; None when there is nothing to undo.

    At most 30 answers in a row are taken back. What was explicitly suspended or buried after the
    answer stays so. The version goes up, so that what was shown before stays refused. `seen` is
    when the page was made that asks: an answer undone since is returned instead, so that asking
    again after a lost connection, or in a second tab, takes back one answer and not two.
    """
    profile = locked_profile(learner)
    if seen is not None and (undone := _undone_since(learner, seen)) is not None:
        return undone
    review = Review.objects.filter(learner=learner, undone_at__isnull=True).first()
    if review is None or _undone_in_a_row(learner, review) >= UNDO_STEPS:
        return None
    before = review.state_before
    schedule = Schedule.objects.get(learner=learner, card=review.card_id)
    state = State(**before["state"])
    restored: dict[str, Any] = {**asdict(state), "version": schedule.version + 1}
    if before["updated_at"] is not None:
        restored["updated_at"] = datetime.fromisoformat(before["updated_at"])
    if before["suspends"] and schedule.version == before["version"]:
        restored["suspended"] = False
    Schedule.objects.filter(pk=schedule.pk).update(**restored)
    if state.due_day is None:
        lower_cursor(profile, review.card)
    review.undone_at = now
    review.save(update_fields=["undone_at"])
    return review


def _undone_since(learner: User, seen: datetime) -> Review | None:
    """The answer that was undone first after `seen`."""
    latest = Review.objects.filter(learner=learner)[:_LOOKED_BACK_AT]
    undone = [review for review in latest if review.undone_at and review.undone_at > seen]
    return min(undone, key=lambda review: (review.undone_at, -review.pk), default=None)


def _undone_in_a_row(learner: User, review: Review) -> int:
    """How many answers after `review` were undone since the learner last answered."""
    undone = Review.objects.filter(learner=learner, pk__gt=review.pk)
    latest = undone.first()
    if latest is None:
        return 0
    return undone.filter(undone_at__gte=latest.answered_at).count()
