"""Who may judge which row: claims, leases, and giving rows back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from sandbox.models import Notice, Submission
from sandbox.queue.ordering import in_turn
from sandbox.queue.waking import gpu_is_served
from sandbox.verdicts import Verdict

LEASE = timedelta(seconds=30)
MOST_TRIES = 3
# So many other workers may be quicker at the same row before this one leaves it to them.
_MOST_RACES = 20
_State = Submission.State


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that one worker may write to, as long as `attempt` is the row's."""

    submission: Submission
    attempt: int
    worker: str

    @property
    def row(self) -> QuerySet[Submission]:
        """The row while the claim holds, else nothing."""
        return Submission.objects.filter(
            pk=self.submission.pk, state=_State.RUNNING, attempt=self.attempt
        )

    @property
    def is_last_try(self) -> bool:
        return self.attempt - self.submission.attempts_before >= MOST_TRIES


def claim_next(*, worker: str, serves_gpu: bool, now: datetime) -> Claim | None:
    """Take the row whose turn it is for `worker`, or None when nothing waits for it."""
    waiting = in_turn(_suitable(worker, now, serves_gpu=serves_gpu), now)
    for _race in range(_MOST_RACES):
        row = waiting.first()
        if row is None:
            return None
        taken = Submission.objects.filter(
            pk=row.pk, state=_State.QUEUED, attempt=row.attempt
        ).update(
            state=_State.RUNNING,
            attempt=row.attempt + 1,
            lease_until=now + LEASE,
            worker=worker,
            started_at=now,
        )
        if taken:
            submission = Submission.objects.select_related("exercise").get(pk=row.pk)
            return Claim(submission, row.attempt + 1, worker)
    return None


def renew(claim: Claim, now: datetime) -> bool:
    """Prolong the lease; False when the row was given to somebody else."""
    return bool(claim.row.update(lease_until=now + LEASE))


def release(claim: Claim, reason: str, now: datetime) -> bool:
    """Give the row back to be tried again, or fail it for `reason` after the last try.

    Returns whether it waits again.
    """
    if claim.is_last_try:
        fail(claim, reason, now)
        return False
    return bool(claim.row.update(state=_State.QUEUED, lease_until=None, queued_at=now, worker=""))


@transaction.atomic
def fail(claim: Claim, reason: str, now: datetime) -> None:
    """End the row as an error of the judge, with a notice that the admins see."""
    failed = claim.row.update(
        state=_State.FAILED,
        lease_until=None,
        finished_at=now,
        rejudging=False,
        verdict=Verdict.IE,
        message_code="judge-failed",
        message_values={"tries": claim.attempt - claim.submission.attempts_before},
    )
    if failed:
        Notice.objects.create(
            submission=claim.submission,
            attempt=claim.attempt,
            reason=reason.replace("\0", "\N{REPLACEMENT CHARACTER}"),
            created_at=now,
        )


def expired_claims(now: datetime) -> list[Claim]:
    """The claims whose workers have not been heard of in time."""
    rows = Submission.objects.filter(state=_State.RUNNING, lease_until__lt=now)
    return [Claim(row, row.attempt, row.worker) for row in rows]


def claims_of(worker: str, *, before: datetime) -> list[Claim]:
    """What `worker` has held since earlier than `before`."""
    rows = Submission.objects.filter(state=_State.RUNNING, worker=worker, started_at__lt=before)
    return [Claim(row, row.attempt, worker) for row in rows]


def _suitable(worker: str, now: datetime, *, serves_gpu: bool) -> QuerySet[Submission]:
    """Rows that `worker` may judge: for a GPU only by a worker that has one, if there is any."""
    rows = Submission.objects.filter(state=_State.QUEUED)
    on_gpu = Q(device=Submission.Device.CUDA)
    if serves_gpu:
        running = Submission.objects.filter(on_gpu, state=_State.RUNNING, worker=worker)
        # One program at a time has the GPU.
        return rows.exclude(on_gpu) if running.exists() else rows
    return rows.exclude(on_gpu) if gpu_is_served(now) else rows
