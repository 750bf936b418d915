"""Judging one row: claim it, have it graded, keep what was found."""

import logging
import traceback
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from sandbox.queue import grader_access
from sandbox.queue.claims import Claim, claim_next, release
from sandbox.queue.keeping import Keeper
from sandbox.queue.storing import store_cases, store_report
from sandbox.queue.waking import wake_workers
from sandbox.verdicts import Verdict

if TYPE_CHECKING:
    from sandbox.judge.client import Zygote

logger = logging.getLogger(__name__)


def judge_next(*, worker: str) -> bool:
    """Judge the row whose turn it is; return whether there was one.

    Nothing is claimed while this host's sandbox cannot be reached: the rows wait for it, or for
    another host's.
    """
    from sandbox.judge.client import JudgeUnavailable

    try:
        connection = grader_access.connect()
    except JudgeUnavailable as error:
        logger.warning("submissions wait, the sandbox is not available: %s", error)
        return False
    with connection as zygote:
        claim = claim_next(worker=worker, serves_gpu=settings.JUDGE_GPU, now=timezone.now())
        if claim is None:
            return False
        _judge(claim, zygote)
        return True


def _judge(claim: Claim, zygote: "Zygote") -> None:
    with Keeper(claim) as keeper:
        try:
            report = grader_access.run_grader(
                claim, zygote, on_case=keeper.add, cancelled=keeper.is_lost
            )
        # Whatever breaks the judge must not lose the submission: it is tried again, then told.
        except Exception:
            report, reason = None, traceback.format_exc()
            logger.exception("judging submission %s broke off", claim.submission.pk)
    if report is None:
        store_cases(claim, keeper.take_unwritten())
        _try_again(claim, reason)
    elif report.verdict == Verdict.IE:
        store_cases(claim, keeper.take_unwritten())
        _try_again(claim, f"the judge reports an error: {report.message}")
    elif not store_report(claim, report, keeper.take_unwritten(), timezone.now()):
        logger.warning("too late with submission %s: another worker has it", claim.submission.pk)


def _try_again(claim: Claim, reason: str) -> None:
    if release(claim, reason, timezone.now()):
        wake_workers([(claim.submission.pk, claim.submission.device)])
