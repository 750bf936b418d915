"""From solving to the schedule: the grade that was earned, or a lower one, answers the card."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from cards.models import Review
from cards.scheduling import session
from cards.scheduling.sm2 import DRILL_UNTIL_GRADE, GRADES
from sandbox.errors import GradeTooHigh, KeyReused, NotDue, NothingToGrade, NotStudied
from sandbox.models import Exercise
from sandbox.rounds import Round, round_of


def earned_grade(*, learner: User, exercise: Exercise, now: datetime) -> int | None:
    """Return the grade earned since the exercise last came due; None: neither solved nor given up.

    See `sandbox.rounds` for the rule.
    """
    return round_of(learner=learner, exercise=exercise, now=now).grade


@transaction.atomic
def grade_exercise(
    *,
    learner: User,
    exercise: Exercise,
    grade: int,
    key: UUID,
    now: datetime,
    duration_ms: int = 0,
) -> Review:
    """Answer the exercise's card with the earned `grade` or a lower one; the same key counts once.

    The first grade of an exercise is a new card's whatever the day's limit, for the learner chose
    it. Raises `NothingToGrade`, `GradeTooHigh`, `NotDue` (practice: nothing is scheduled),
    `NotStudied`, `KeyReused`, and ValueError for a grade not 0 to 5.
    """
    if grade not in GRADES:
        raise ValueError(f"a grade is a whole number from 0 to 5, not {grade!r}")
    recorded = Review.objects.filter(learner=learner, key=key).first()
    if recorded is not None:
        return _same(recorded, exercise, grade)
    present = round_of(learner=learner, exercise=exercise, now=now)
    if present.phase is None:
        raise NotDue(exercise=exercise.slug)
    earned = present.grade
    if earned is None:
        raise NothingToGrade(exercise=exercise.slug)
    if grade > earned:
        raise GradeTooHigh(grade=grade, earned=earned)
    return _answer(learner, present, grade, key, duration_ms, now)


@transaction.atomic
def confirm_exercise(*, learner: User, exercise: Exercise, key: UUID, now: datetime) -> Review:
    """End the drill of an exercise graded below four: "I have gone over it again".

    Step 7 of SM-2 asks for another repetition on the same day. Solving a whole exercise again an
    hour later is practice that a learner may choose, not one to be forced into; so looking it over
    and saying so suffices. Like every drill answer it changes neither interval nor factor.
    Raises `NotDue` when the exercise is not in drill, and as `grade_exercise` does.
    """
    recorded = Review.objects.filter(learner=learner, key=key).first()
    if recorded is not None:
        return _same(recorded, exercise, DRILL_UNTIL_GRADE)
    present = round_of(learner=learner, exercise=exercise, now=now)
    if present.phase != Review.Phase.DRILL:
        raise NotDue(exercise=exercise.slug)
    return _answer(learner, present, DRILL_UNTIL_GRADE, key, 0, now)


def _same(recorded: Review, exercise: Exercise, grade: int) -> Review:
    if (recorded.card_id, recorded.grade) != (exercise.card_id, grade):
        raise KeyReused
    return recorded


def _answer(
    learner: User, present: Round, grade: int, key: UUID, duration_ms: int, now: datetime
) -> Review:
    schedule = present.schedule
    try:
        return session.answer_card(
            learner=learner,
            card_id=present.exercise.card_id,
            version=schedule.version if schedule else 0,
            grade=grade,
            key=key,
            duration_ms=duration_ms,
            now=now,
            by_solving=True,
        )
    except session.KeyReused as error:
        raise KeyReused from error
    except session.StaleSchedule as error:
        raise NotDue(exercise=present.exercise.slug) from error
    except session.NotAnswerable as error:
        raise NotStudied(exercise=present.exercise.slug) from error
