"""Every exercise with what the learner has reached in it, for the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef

from cards.models import Review, Schedule
from cards.scheduling.day import learner_day
from sandbox.models import Draft, Exercise, ExerciseProgress, Submission
from sandbox.rounds import exercise_phase

State = Literal["untouched", "begun", "tried", "solved"]


@dataclass(frozen=True, slots=True)
class ExerciseState:
    """`begun`: only a draft. `due_in` is in learner's days, negative when overdue, None if new."""

    exercise: Exercise
    state: State
    is_due: bool
    due_in: int | None
    suspended: bool
    best_relative_time: float | None


def exercise_states(*, learner: User, now: datetime) -> list[ExerciseState]:
    """Return the exercises in use, in reading order, in a fixed number of queries."""
    profile = learner.profile
    today = learner_day(now, profile.zone, profile.rollover_hour)
    mine = {"learner": learner, "exercise": OuterRef("pk")}
    exercises = (
        Exercise.objects.filter(retired=False)
        .select_related("card__section", "card__document")
        .prefetch_related("sections")
        .defer("page")
        .annotate(
            tried=Exists(Submission.objects.filter(**mine)),
            begun=Exists(Draft.objects.filter(**mine)),
        )
    )
    progress = {row.exercise_id: row for row in ExerciseProgress.objects.filter(learner=learner)}
    schedules = {
        row.card_id: row
        for row in Schedule.objects.filter(learner=learner, card__exercise__isnull=False)
    }
    return [
        _state(
            one,
            progress.get(one.pk),
            schedules.get(one.card_id),
            today,
            tried=one.tried,
            begun=one.begun,
        )
        for one in exercises
    ]


def _state(
    exercise: Exercise,
    progress: ExerciseProgress | None,
    schedule: Schedule | None,
    today: int,
    *,
    tried: bool,
    begun: bool,
) -> ExerciseState:
    solved = progress is not None and progress.first_accepted_id is not None
    state: State = "solved" if solved else "tried" if tried else "begun" if begun else "untouched"
    due_day = schedule.due_day if schedule else None
    return ExerciseState(
        exercise=exercise,
        state=state,
        is_due=exercise_phase(schedule, today) in (Review.Phase.REVIEW, Review.Phase.DRILL),
        due_in=None if due_day is None else due_day - today,
        suspended=schedule is not None and schedule.suspended,
        best_relative_time=progress.best_relative_time if progress else None,
    )
