"""Judging one row: claim it, have it graded, keep what was found."""

import logging
import traceback

from django.conf import settings
from django.utils import timezone

from sandbox.models import Submission
from sandbox.queue import grader_access
from sandbox.queue.claims import Claim, claim_next, release
from sandbox.queue.keeping import Keeper
from sandbox.queue.storing import store_cases, store_report
from sandbox.queue.waking import wake_workers
from sandbox.verdicts import Verdict

logger = logging.getLogger(__name__)


def judge_next(*, worker: str) -> bool:
    """Judge the row whose turn it is; return whether there was one.

    Nothing is claimed while this host's sandbox cannot be reached: the rows wait for it, or for
    another host's.
    """
    from sandbox.judge.client import JudgeUnavailable

    try:
        judge = grader_access.connect()
    except JudgeUnavailable as error:
        logger.warning("submissions wait, the sandbox is not available: %s", error)
        return False
    claim = claim_next(worker=worker, serves_gpu=settings.JUDGE_GPU, now=timezone.now())
    if claim is None:
        return False
    _judge(claim, judge)
    if claim.submission.device == Submission.Device.CUDA:
        _hand_the_gpu_on()
    return True


def _judge(claim: Claim, judge: "grader_access.Judge") -> None:
    from sandbox.judge.grader import GradingCancelled

    report, reason = None, ""
    with Keeper(claim) as keeper:
        try:
            report = grader_access.run_grader(
                claim, judge, on_case=keeper.add, cancelled=keeper.is_lost
            )
        except GradingCancelled:
            logger.warning("submission %s went to another worker", claim.submission.pk)
            return
        # Whatever breaks the judge must not lose the submission: it is tried again, then told.
        except Exception:
            reason = traceback.format_exc()
            logger.exception("judging submission %s broke off", claim.submission.pk)
    if report is None:
        store_cases(claim, keeper.take_unwritten())
        _try_again(claim, reason)
    elif str(report.verdict) == Verdict.IE:
        store_cases(claim, keeper.take_unwritten())
        _try_again(claim, f"the judge reports an error: {report.message}")
    elif not store_report(claim, report, keeper.take_unwritten(), timezone.now()):
        logger.warning("too late with submission %s: another worker has it", claim.submission.pk)


def _hand_the_gpu_on() -> None:
    """Messages for the GPU that came while it was taken found nothing to do."""
    waiting = Submission.objects.filter(
        state=Submission.State.QUEUED, device=Submission.Device.CUDA
    )
    wake_workers(waiting.order_by("queued_at").values_list("pk", "device")[:1])


def _try_again(claim: Claim, reason: str) -> None:
    if release(claim, reason, timezone.now()):
        wake_workers([(claim.submission.pk, claim.submission.device)])
