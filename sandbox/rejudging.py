"""Judging again: when an exercise has changed, or because an admin asks. Old verdicts are kept."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from sandbox.errors import ExerciseGone, NotJudged
from sandbox.models import Exercise, Judgement, Notice, Submission
from sandbox.queue.waking import wake_worker

_FINAL = (Submission.State.DONE, Submission.State.FAILED)
_KEPT = (
    "attempt",
    "exercise_version",
    "verdict",
    "message_code",
    "message_values",
    "output",
    "duration_ms",
    "cpu_ms",
    "memory_bytes",
    "relative_time",
    "confinement",
    "smallest_failure",
)


@dataclass(frozen=True, slots=True)
class Outdated:
    """An exercise that has changed since `count` full submissions to it were judged."""

    exercise: Exercise
    count: int


@transaction.atomic
def rejudge_submission(
    *, submission: Submission, now: datetime, staff: User | None = None
) -> Submission:
    """Queue a judged submission again and return its row; its verdict moves to the earlier ones.

    Its notices are resolved by it. Raises `NotJudged` while it waits or is being judged, also when
    somebody else asked for the same a moment ago, and `ExerciseGone`.
    """
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("exercise")
        .get(pk=submission.pk)
    )
    if submission.state not in _FINAL or submission.finished_at is None:
        raise NotJudged(submission=submission.pk)
    if submission.exercise.retired:
        raise ExerciseGone(exercise=submission.exercise.slug)
    Judgement.objects.create(
        submission=submission,
        judged_at=submission.finished_at,
        replaced_at=now,
        replaced_by=staff,
        **{name: getattr(submission, name) for name in _KEPT},
    )
    _queue_again(submission, now)
    wake_worker(submission)
    return submission


def rejudge_exercise(
    *,
    exercise: Exercise,
    now: datetime,
    staff: User | None = None,
    outdated_only: bool = False,
) -> int:
    """Queue the judged full submissions of an exercise again; return how many.

    They wait behind everything that learners submit meanwhile. Raises `ExerciseGone`.
    """
    if exercise.retired:
        raise ExerciseGone(exercise=exercise.slug)
    rows = Submission.objects.filter(
        exercise=exercise, scope=Submission.Scope.FULL, state__in=_FINAL
    )
    if outdated_only:
        rows = rows.exclude(exercise_version=exercise.version)
    count = 0
    for row in rows.order_by("id"):
        try:
            rejudge_submission(submission=row, now=now, staff=staff)
        except NotJudged:  # somebody else asked for the same at the same moment
            continue
        count += 1
    return count


def outdated_exercises() -> list[Outdated]:
    """Exercises to offer for judging again: they have changed since verdicts were given."""
    changed = Q(
        ~Q(submissions__exercise_version=F("version")),
        submissions__scope=Submission.Scope.FULL,
        submissions__state__in=_FINAL,
    )
    exercises = Exercise.objects.filter(retired=False).annotate(
        outdated=Count("submissions", filter=changed)
    )
    return [Outdated(one, one.outdated) for one in exercises.filter(outdated__gt=0)]


def open_notices() -> QuerySet[Notice]:
    """What went wrong in judging and nobody has looked at yet."""
    return Notice.objects.filter(resolved_at__isnull=True).select_related(
        "submission__exercise", "submission__learner"
    )


def resolve_notice(*, notice: Notice, now: datetime) -> None:
    """Note that an admin has dealt with it."""
    Notice.objects.filter(pk=notice.pk, resolved_at__isnull=True).update(resolved_at=now)


def _queue_again(submission: Submission, now: datetime) -> None:
    submission.state = Submission.State.QUEUED
    submission.rejudging = True
    submission.queued_at = now
    submission.attempts_before = submission.attempt
    submission.exercise_version = submission.exercise.version
    submission.worker = submission.verdict = submission.message_code = submission.output = ""
    submission.confinement = ""
    submission.message_values = {}
    submission.finished_at = submission.relative_time = submission.smallest_failure = None
    submission.duration_ms = submission.cpu_ms = submission.memory_bytes = None
    submission.save()
    submission.notices.filter(resolved_at__isnull=True).update(resolved_at=now)
