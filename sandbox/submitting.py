"""Taking programs in: the row first, then a message that it waits."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from cards.models import Profile
from sandbox.errors import (
    ExerciseGone,
    KeyReused,
    TooManyInFlight,
    TooManyPerMinute,
    UnknownFramework,
)
from sandbox.models import Exercise, Submission
from sandbox.queue.waking import wake_worker
from sandbox.sources import check_source

_MINUTE = timedelta(minutes=1)


@transaction.atomic
def submit_source(
    *,
    learner: User,
    exercise: Exercise,
    source: str,
    framework: str,
    key: UUID,
    now: datetime,
    scope: Submission.Scope = Submission.Scope.FULL,
    device: Submission.Device = Submission.Device.CPU,
) -> Submission:
    """Queue a program for judging and return its row, which is kept from the commit on.

    The same `key` again returns the row already there. Raises `SourceRefused`, `ExerciseGone`,
    `UnknownFramework`, `KeyReused` and `LimitReached`, all of them `SandboxError`.
    """
    source = check_source(source)
    # Two tabs of one learner take turns, so that both see the same number in flight.
    Profile.objects.select_for_update().get(pk=learner.pk)
    recorded = Submission.objects.filter(learner=learner, key=key).first()
    if recorded is not None:
        return _same(recorded, exercise, source, scope)
    if exercise.retired:
        raise ExerciseGone(exercise=exercise.slug)
    if framework not in exercise.frameworks:
        raise UnknownFramework(framework=framework, known=", ".join(exercise.frameworks))
    _check_limits(learner, now)
    submission = Submission.objects.create(
        learner=learner,
        exercise=exercise,
        key=key,
        framework=framework,
        device=device,
        scope=scope,
        source=source,
        exercise_version=exercise.version,
        created_at=now,
        queued_at=now,
    )
    wake_worker(submission)
    return submission


def _same(
    recorded: Submission, exercise: Exercise, source: str, scope: Submission.Scope
) -> Submission:
    same = recorded.exercise_id == exercise.pk and recorded.source == source
    if not same or recorded.scope != scope:
        raise KeyReused
    return recorded


def _check_limits(learner: User, now: datetime) -> None:
    own = Submission.objects.filter(learner=learner)
    in_flight = own.filter(
        state__in=[Submission.State.QUEUED, Submission.State.RUNNING], rejudging=False
    )
    if in_flight.count() >= settings.SUBMISSIONS_IN_FLIGHT:
        raise TooManyInFlight(limit=settings.SUBMISSIONS_IN_FLIGHT)
    limit = settings.SUBMISSIONS_PER_MINUTE
    recent = own.filter(created_at__gt=now - _MINUTE).order_by("-created_at")
    times = list(recent.values_list("created_at", flat=True)[:limit])
    if len(times) >= limit:
        wait = times[-1] + _MINUTE - now
        raise TooManyPerMinute(limit=limit, seconds=max(1, round(wait.total_seconds())))
