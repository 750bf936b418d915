"""Telling the workers that a row waits. The message carries its id and is never the truth:

without it the row waits for the next sweep, and one too many finds nothing to do.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from sandbox.models import Submission, Worker

logger = logging.getLogger(__name__)

GPU_QUEUE = "gpu"
WORKER_SILENT_AFTER = timedelta(seconds=45)
# One more try is for a connection that the broker has closed meanwhile.
_RETRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}


def wake_worker(submission: Submission) -> None:
    """Tell the workers of a row as soon as the present transaction is committed."""
    device = submission.device
    transaction.on_commit(lambda: wake_workers([(submission.pk, device)]), robust=True)


def wake_workers(waiting: Iterable[tuple[int, str]]) -> bool:
    """Send a message for each (id, device); return False when the broker took none or not all."""
    # The web server loads Celery's client and redis only when somebody submits.
    from sandbox.tasks import judge

    gpu = gpu_is_served(timezone.now())
    try:
        for pk, device in waiting:
            to_gpu = gpu and device == Submission.Device.CUDA
            queue = GPU_QUEUE if to_gpu else settings.CELERY_TASK_DEFAULT_QUEUE
            judge.apply_async((pk,), queue=queue, retry=True, retry_policy=_RETRY)
    except (OperationalError, OSError) as error:
        logger.warning("the broker takes no message, submissions wait for a sweep: %s", error)
        return False
    return True


def gpu_is_served(now: datetime) -> bool:
    """Whether a worker with a GPU was heard of lately; without one its cases are not run."""
    alive = Worker.objects.filter(serves_gpu=True, seen_at__gt=now - WORKER_SILENT_AFTER)
    return alive.exists()
