"""Answering a card: one transaction, counted once whatever is clicked, resent or open twice."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection, transaction

from cards.models import Card, Profile, Review, Schedule
from cards.rows import Columns, fetch, insert, update
from cards.scheduling.actions import bury_card, flag_card, suspend_card, unsuspend_card
from cards.scheduling.card_reading import read_schedule
from cards.scheduling.cursors import locked_profile, place_cursors
from cards.scheduling.day import learner_day
from cards.scheduling.showing import Showing, phase_of
from cards.scheduling.sm2 import GRADES
from cards.scheduling.standing import may_be_answered, read_standing
from cards.scheduling.states import State, next_state, strikes_leech
from cards.scheduling.undo import snapshot, state_of, suspended_by, undo_last

__all__ = [
    "GradedBySolving",
    "KeyReused",
    "NotAnswerable",
    "Preview",
    "StaleSchedule",
    "answer_card",
    "bury_card",
    "flag_card",
    "previews",
    "suspend_card",
    "suspended_by",
    "undo_last",
    "unsuspend_card",
]

LONGEST_ANSWER_MS = 60_000

_REVIEW = Columns(Review, "review")
_RECORDED = f"""
    SELECT {_REVIEW} FROM cards_review AS review WHERE learner_id = %(learner)s AND key = %(key)s
"""  # noqa: S608  # the columns come from the model


class NotAnswerable(Exception):
    """The card is not to be answered now: retired, suspended, buried, held back or not due."""


class StaleSchedule(NotAnswerable):
    """Somebody answered the card, or changed its schedule, after it was shown."""


class GradedBySolving(ValueError):
    """An exercise gets its grade from the way it was solved, not from the learner's own word."""


class KeyReused(ValueError):
    """The idempotency key already stands for another card or grade."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a grade would do: the days until the card is due, and whether it comes again today."""

    days: int
    drill: bool


def previews(showing: Showing, *, today: int) -> dict[int, Preview]:
    """Return what each grade would do to the card that is shown."""
    return {
        grade: Preview(days=(after.due_day or today) - today, drill=after.drilling)
        for grade in GRADES
        for after in [_after(showing, grade, today=today, leech_lapses=0)]
    }


@transaction.atomic
def answer_card(
    *,
    learner: User,
    card_id: int,
    version: int,
    grade: int,
    key: UUID,
    duration_ms: int,
    now: datetime,
    by_solving: bool = False,
) -> Review:
    """Record a grade for a card that was shown at `version` and schedule it anew.

    The same `key` again returns the review already recorded and changes nothing. Raises
    `StaleSchedule` if the schedule changed since, `NotAnswerable` if the card may not be answered,
    `KeyReused` if the key stands for something else, `GradedBySolving` for an exercise unless the
    grade comes from having solved it, and ValueError for a grade not 0 to 5.
    """
    profile = locked_profile(learner)
    recorded = _recorded(learner, key)
    if recorded is not None:
        return _same_answer(recorded, card_id, grade)
    today = learner_day(now, profile.zone, profile.rollover_hour)
    showing = _answerable(profile, card_id, version, today)
    if showing.card.kind == Card.Kind.EXERCISE and not by_solving:
        raise GradedBySolving(showing.card.stable_id)
    after = _after(showing, grade, today=today, leech_lapses=profile.leech_lapses)
    suspends = _suspends(profile, state_of(showing.schedule), after)
    _store(showing, learner, after, suspended=suspends, now=now)
    review = _log_row(showing, after, grade=grade, today=today, suspends=suspends)
    review.learner, review.key, review.answered_at = learner, key, now
    review.duration_ms = min(max(0, duration_ms), LONGEST_ANSWER_MS)
    if not insert(review):
        raise KeyReused(f"key {key} was used at the same moment")
    if showing.phase == Review.Phase.NEW:
        place_cursors(profile, showing.card.document_id)
    return review


def _log_row(showing: Showing, after: State, *, grade: int, today: int, suspends: bool) -> Review:
    """What the answer did to the schedule; who answered when is the caller's to add."""
    before = state_of(showing.schedule)
    return Review(
        card=showing.card,
        phase=showing.phase,
        grade=grade,
        day=today,
        elapsed_days=None if before.last_day is None else max(0, today - before.last_day),
        repetitions_before=before.repetitions,
        repetitions_after=after.repetitions,
        interval_before=before.interval,
        interval_after=after.interval,
        ef_before=before.ef,
        ef_after=after.ef,
        state_before=snapshot(showing.schedule, suspends=suspends),
    )


def _recorded(learner: User, key: UUID) -> Review | None:
    stored_key = Review._meta.get_field("key").get_db_prep_value(key, connection)
    found = fetch(_RECORDED, {"learner": learner.pk, "key": stored_key}, _REVIEW)
    return next((review for (review,) in found), None)


def _same_answer(recorded: Review, card_id: int, grade: int) -> Review:
    if (recorded.card_id, recorded.grade) != (card_id, grade):
        raise KeyReused(f"key {recorded.key} was used for another answer")
    return recorded


def _answerable(profile: Profile, card_id: int, version: int, today: int) -> Showing:
    now_stored, schedule = read_schedule(profile.pk, card_id)
    if version != (schedule.version if schedule else 0):
        raise StaleSchedule(f"card {card_id} was shown at version {version}")
    phase = phase_of(schedule, today)
    standing = read_standing(profile, today)
    if now_stored is None or phase is None or not may_be_answered(standing, now_stored, phase):
        raise NotAnswerable(f"card {card_id} is not to be answered now")
    return Showing(now_stored, schedule, phase)


def _after(showing: Showing, grade: int, *, today: int, leech_lapses: int) -> State:
    return next_state(
        state_of(showing.schedule),
        grade,
        drill=showing.phase == Review.Phase.DRILL,
        today=today,
        leech_lapses=leech_lapses,
    )


def _suspends(profile: Profile, before: State, after: State) -> bool:
    return (
        profile.leech_action == Profile.LeechAction.SUSPEND
        and after.lapses > before.lapses
        and strikes_leech(after.lapses, profile.leech_lapses)
    )


def _store(
    showing: Showing, learner: User, after: State, *, suspended: bool, now: datetime
) -> None:
    values = {
        **asdict(after),
        "suspended": suspended,
        "version": showing.version + 1,
        "updated_at": now,
    }
    card = showing.card.pk
    if showing.schedule is None:
        stored = insert(Schedule(learner=learner, card_id=card, **values))
    else:
        as_shown = {"learner": learner.pk, "card": card, "version": showing.version}
        stored = update(Schedule, values, as_shown) > 0
    if not stored:
        raise StaleSchedule(f"{showing.card.stable_id} was answered at the same moment")
