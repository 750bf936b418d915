"""One round of an exercise: from its last review, or from when it came due, to the next grade.

The grade is earned in the round alone: accepted at the first full submission 5; after one failed
one 4; later, or with hints, 3; given up, or solved after the solution was seen, 1. Nothing is
stored: a round is worked out from the submissions, the help taken and the schedule, so undoing a
review brings its round back as it was.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q

from cards.models import Profile, Review, Schedule
from cards.scheduling.day import day_start, learner_day
from sandbox.models import Exercise, Help, Submission
from sandbox.verdicts import NOT_THE_LEARNERS_FAULT, Verdict

_AT_ONCE, _AT_THE_SECOND_TRY, _LATER, _NOT_ALONE = 5, 4, 3, 1


@dataclass(frozen=True, slots=True)
class Round:
    """What a learner did in an exercise since `since` (None: ever).

    `phase` is what a grade would count as now, None when the exercise is not due. `accepted` is the
    first accepted full submission and everything else is counted before it: `failed` full
    submissions, `hints`, whether the learner `gave_up` or saw the solution.
    """

    exercise: Exercise
    schedule: Schedule | None
    phase: Review.Phase | None
    since: datetime | None
    accepted: Submission | None
    failed: int
    hints: int
    gave_up: bool
    solution_seen: bool

    @property
    def grade(self) -> int | None:
        """The grade earned so far, None when there is nothing to grade."""
        if self.gave_up or (self.accepted and self.solution_seen):
            return _NOT_ALONE
        if self.accepted is None:
            return None
        if self.hints or self.failed > 1:
            return _LATER
        return _AT_THE_SECOND_TRY if self.failed else _AT_ONCE


def round_of(*, learner: User, exercise: Exercise, now: datetime) -> Round:
    """Work out the present round, in a fixed number of queries."""
    profile = learner.profile
    schedule = Schedule.objects.filter(learner=learner, card=exercise.card_id).first()
    today = learner_day(now, profile.zone, profile.rollover_hour)
    since = _beginning(profile, exercise, schedule, today)
    submissions = Submission.objects.filter(
        _within(since, "created_at"), learner=learner, exercise=exercise
    )
    accepted = submissions.filter(scope=Submission.Scope.FULL, verdict=Verdict.AC)
    first = accepted.order_by("id").first()
    failures = submissions.filter(failed())
    helps = Help.objects.filter(_within(since, "at"), learner=learner, exercise=exercise)
    if first is not None:
        failures = failures.filter(pk__lt=first.pk)
        helps = helps.filter(at__lte=first.created_at)
    kinds = list(helps.values_list("kind", flat=True))
    return Round(
        exercise=exercise,
        schedule=schedule,
        phase=exercise_phase(schedule, today),
        since=since,
        accepted=first,
        failed=failures.count(),
        hints=kinds.count(Help.Kind.HINT),
        gave_up=Help.Kind.GAVE_UP in kinds,
        solution_seen=Help.Kind.SOLUTION in kinds,
    )


def failed() -> Q:
    """Full submissions that count as a failure: judged, not accepted, and not by our own fault."""
    done = Q(scope=Submission.Scope.FULL, state=Submission.State.DONE)
    return done & ~Q(verdict__in=[Verdict.AC, *NOT_THE_LEARNERS_FAULT])


def exercise_phase(schedule: Schedule | None, today: int) -> Review.Phase | None:
    """What a grade counts as today; unlike other cards, also of a card put off or suspended."""
    if schedule is None or schedule.due_day is None:
        return Review.Phase.NEW
    if schedule.due_day <= today:
        return Review.Phase.REVIEW
    return Review.Phase.DRILL if schedule.drilling else None


def _beginning(
    profile: Profile, exercise: Exercise, schedule: Schedule | None, today: int
) -> datetime | None:
    """When the round began: a solution from before the exercise came due was practice."""
    last = Review.objects.filter(
        learner_id=profile.pk, card=exercise.card_id, undone_at__isnull=True
    ).first()
    if last is None:
        return None
    if schedule is None or schedule.due_day is None or schedule.due_day > today:
        return last.answered_at
    return max(last.answered_at, day_start(schedule.due_day, profile.zone, profile.rollover_hour))


def _within(since: datetime | None, field: str) -> Q:
    return Q() if since is None else Q(**{f"{field}__gt": since})
