"""What the workers do. The web server imports this too, so nothing heavy is imported here."""

from typing import Any

from celery import Task, shared_task
from celery.signals import worker_init, worker_ready, worker_shutdown
from django.utils import timezone

from sandbox.queue import judging, sweeping, workers


@shared_task(name="sandbox.judge", bind=True)
def judge(self: "Task[[int], None]", _submission: int) -> None:
    """Judge one waiting row: not always the one that the message names, for learners take turns."""
    judging.judge_next(worker=self.request.hostname or "worker")


@shared_task(name="sandbox.sweep")
def sweep() -> None:
    """Every ten seconds: bring back what was lost."""
    sweeping.sweep(now=timezone.now())


@worker_init.connect
def _note_start(**_more: object) -> None:
    workers.note_start()


@worker_ready.connect
def _begin(sender: Any = None, **_more: object) -> None:  # noqa: ANN401  # Celery's consumer
    workers.begin(name=sender.hostname)


@worker_shutdown.connect
def _end(**_more: object) -> None:
    workers.end()
