"""Finding what was lost: rows without a message, and rows whose worker died."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from sandbox.models import Submission
from sandbox.queue.claims import Claim, claims_of, expired_claims, release
from sandbox.queue.ordering import in_turn
from sandbox.queue.waking import wake_workers

logger = logging.getLogger(__name__)

# A row that waits no longer than this has probably a message on its way.
_FRESH = timedelta(seconds=3)
# Each message takes one row, so these keep the workers busy until the next sweep.
_MOST_MESSAGES = 100


def sweep(*, now: datetime) -> int:
    """Give back expired claims and wake workers for what waits; return how many were woken."""
    _give_back(expired_claims(now), "its worker was not heard of in time", now)
    waiting = Submission.objects.filter(state=Submission.State.QUEUED, queued_at__lte=now - _FRESH)
    rows = in_turn(waiting, now)[:_MOST_MESSAGES]
    messages = [(row.pk, row.device) for row in rows]
    return len(messages) if messages and wake_workers(messages) else 0


def recover(*, worker: str, started_at: datetime) -> None:
    """Give back what `worker` held before it started last: that died with it."""
    _give_back(claims_of(worker, before=started_at), "its worker died", started_at)


def _give_back(claims: Iterable[Claim], reason: str, now: datetime) -> None:
    for claim in claims:
        logger.warning("submission %s is given back: %s", claim.submission.pk, reason)
        tries = claim.attempt - claim.submission.attempts_before
        release(claim, f"{reason}, at try {tries}", now)
