"""What a learner sees of submissions: how far judging is, verdicts, history, the best times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib.auth.models import User
from django.db.models import QuerySet

from sandbox.models import (
    Exercise,
    ExerciseProgress,
    Judgement,
    Submission,
    SubmissionCase,
    Worker,
)
from sandbox.queue.waking import WORKER_SILENT_AFTER
from sandbox.verdicts import Verdict

WaitingFor = Literal["", "turn", "worker", "sandbox"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a submission is. While it waits, `waiting_for` says for what, and `ahead` how many

    came before it. `cases` are those finished in the present attempt, without their pictures.
    """

    submission: Submission
    cases: Sequence[SubmissionCase]
    waiting_for: WaitingFor
    ahead: int

    @property
    def is_final(self) -> bool:
        return self.submission.is_final

    @property
    def passed(self) -> int:
        return sum(case.verdict == Verdict.AC for case in self.cases)


def progress_of(*, submission: Submission, now: datetime) -> Progress:
    """Return how far judging is, read anew; cheap enough to be asked several times a second."""
    submission = Submission.objects.select_related("exercise").get(pk=submission.pk)
    waiting_for: WaitingFor = ""
    ahead = 0
    if submission.state == Submission.State.QUEUED:
        waiting_for = _waiting_for(now)
        before = Submission.objects.filter(
            state=Submission.State.QUEUED, queued_at__lt=submission.queued_at
        )
        # What is judged again lets everything else pass.
        ahead = (before if submission.rejudging else before.filter(rejudging=False)).count()
    cases = cases_of(submission=submission).defer("picture")
    return Progress(submission, list(cases), waiting_for, ahead)


def cases_of(*, submission: Submission, attempt: int | None = None) -> QuerySet[SubmissionCase]:
    """The cases of an attempt, by default the valid one, in their order."""
    number = submission.attempt if attempt is None else attempt
    return SubmissionCase.objects.filter(submission=submission, attempt=number).order_by("index")


def latest_submissions(
    *, learner: User, exercise: Exercise, before: int | None = None, count: int = 20
) -> list[Submission]:
    """The learner's submissions to an exercise, newest first, those older than id `before`."""
    rows = Submission.objects.filter(learner=learner, exercise=exercise)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("exercise")[:count])


def earlier_judgements(*, submission: Submission) -> list[Judgement]:
    """The verdicts that judging again has replaced, newest first."""
    return list(submission.earlier_judgements.all())


@dataclass(frozen=True, slots=True)
class BestTime:
    """A place in the list of best times, relative to our solution; `mine` is the learner's own."""

    place: int
    name: str
    relative_time: float
    mine: bool


def best_times(*, exercise: Exercise, learner: User, count: int = 10) -> list[BestTime]:
    """The best times of those who show a name, and the learner's own wherever it stands."""
    rows = ExerciseProgress.objects.filter(
        exercise=exercise, best__isnull=False, best__exercise_version=exercise.version
    ).select_related("learner__sandbox_settings")
    times: list[BestTime] = []
    shown = rows.exclude(learner__sandbox_settings__isnull=True).exclude(
        learner__sandbox_settings__shown_name=""
    )
    for row in (shown | rows.filter(learner=learner)).order_by("best_relative_time", "pk"):
        mine = row.learner_id == learner.pk
        place = len(times) + 1
        if place > count and not mine:
            continue
        name = getattr(getattr(row.learner, "sandbox_settings", None), "shown_name", "")
        times.append(BestTime(place, name, row.best_relative_time or 0.0, mine))
    return times


def _waiting_for(now: datetime) -> WaitingFor:
    alive = Worker.objects.filter(seen_at__gt=now - WORKER_SILENT_AFTER)
    ready = list(alive.values_list("judge_ready", flat=True))
    if not ready:
        return "worker"
    return "turn" if any(ready) else "sandbox"
