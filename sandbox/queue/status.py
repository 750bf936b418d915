"""The queue as the staff see it: workers, depth, throughput, failures, and which cases fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q
from django.db.models.expressions import CombinedExpression

from sandbox.models import Exercise, Submission, SubmissionCase, Worker
from sandbox.queue.waking import WORKER_SILENT_AFTER
from sandbox.verdicts import Verdict

_RECENT = timedelta(days=7)
_MOST_FAILURES = 50
_State = Submission.State


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """A worker; not `alive` when it has not been heard of for a while."""

    worker: Worker
    alive: bool
    judging: int


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """Numbers of submissions; `waiting` by device. Times are None where nothing was judged."""

    workers: Sequence[WorkerStatus]
    waiting: Mapping[str, int]
    rejudging: int
    running: int
    oldest_wait: timedelta | None
    finished_last_minute: int
    finished_last_hour: int
    average_wait: timedelta | None
    average_judging: timedelta | None
    failures: Sequence[Submission]

    @property
    def can_judge(self) -> bool:
        """Whether at least one worker lives and reaches its sandbox."""
        return any(one.alive and one.worker.judge_ready for one in self.workers)


@dataclass(frozen=True, slots=True)
class CaseFailures:
    """How often one case of an exercise was not passed, over full submissions."""

    name: str
    category: str
    origin: str
    judged: int
    failed: int

    @property
    def rate(self) -> float:
        return self.failed / self.judged if self.judged else 0.0


def queue_status(*, now: datetime) -> QueueStatus:
    """Return the state of the queue in a fixed number of queries."""
    queued = Submission.objects.filter(state=_State.QUEUED).order_by()
    hour = Submission.objects.filter(finished_at__gt=now - timedelta(hours=1)).order_by()
    waiting = queued.filter(rejudging=False).values_list("device").annotate(count=Count("pk"))
    oldest = queued.filter(rejudging=False).aggregate(oldest=Min("queued_at"))["oldest"]
    times = hour.aggregate(
        count=Count("pk"),
        minute=Count("pk", filter=Q(finished_at__gt=now - timedelta(minutes=1))),
        wait=Avg(_between("started_at", "queued_at")),
        judging=Avg(_between("finished_at", "started_at")),
    )
    failures = Submission.objects.filter(state=_State.FAILED, finished_at__gt=now - _RECENT)
    return QueueStatus(
        workers=_workers(now),
        waiting=dict(waiting),
        rejudging=queued.filter(rejudging=True).count(),
        running=Submission.objects.filter(state=_State.RUNNING).count(),
        oldest_wait=now - oldest if oldest else None,
        finished_last_minute=times["minute"],
        finished_last_hour=times["count"],
        average_wait=times["wait"],
        average_judging=times["judging"],
        failures=list(
            failures.select_related("exercise", "learner").order_by("-finished_at")[:_MOST_FAILURES]
        ),
    )


def case_failures(*, exercise: Exercise) -> list[CaseFailures]:
    """Return how often each case fails, the most often failed first; only the valid attempts.

    Random cases are told by their names, which are the same for every seed.
    """
    rows = (
        SubmissionCase.objects.filter(
            submission__exercise=exercise,
            submission__scope=Submission.Scope.FULL,
            attempt=F("submission__attempt"),
        )
        .exclude(verdict__in=[Verdict.NR, Verdict.IE])
        .order_by()
        .values("name", "category", "origin")
        .annotate(judged=Count("pk"), failed=Count("pk", filter=~Q(verdict=Verdict.AC)))
    )
    found = [CaseFailures(**row) for row in rows]
    return sorted(found, key=lambda one: (-one.rate, -one.judged, one.name))


def sandbox_answers(*, now: datetime) -> bool:
    """Whether a worker that lives reaches its sandbox, so that submissions are judged."""
    alive = Worker.objects.filter(seen_at__gt=now - WORKER_SILENT_AFTER, judge_ready=True)
    return alive.exists()


def _workers(now: datetime) -> list[WorkerStatus]:
    running = Submission.objects.filter(state=_State.RUNNING).order_by()
    judging = dict(running.values_list("worker").annotate(count=Count("pk")))
    return [
        WorkerStatus(
            worker=worker,
            alive=worker.seen_at > now - WORKER_SILENT_AFTER,
            judging=judging.get(worker.name, 0),
        )
        for worker in Worker.objects.all()
    ]


def _between(later: str, earlier: str) -> "ExpressionWrapper[CombinedExpression]":
    return ExpressionWrapper(F(later) - F(earlier), output_field=DurationField())
