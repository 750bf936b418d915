"""Each worker says every few seconds that it lives, and how its sandbox is."""

import logging
import threading
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from sandbox.models import Worker
from sandbox.queue import grader_access, sweeping
from sandbox.queue.storing import clean_json

logger = logging.getLogger(__name__)

_EVERY = 10.0
_FORGOTTEN_AFTER = timedelta(days=1)
_ended = threading.Event()
_thread: threading.Thread | None = None
_started_at: datetime | None = None


def note_start() -> None:
    """Called before the worker takes its first message: what it holds from before died with it."""
    global _started_at
    _started_at = timezone.now()


def begin(*, name: str) -> None:
    """Called when the worker `name` is ready: take up what it left behind, begin reporting."""
    global _thread
    _ended.clear()
    _thread = threading.Thread(target=_run, args=(name,), name="reporter", daemon=True)
    _thread.start()


def end() -> None:
    """Called when the worker stops: it is no longer counted on."""
    _ended.set()
    if _thread is not None:
        _thread.join(timeout=5)


def report(*, name: str, started_at: datetime, now: datetime) -> Worker:
    """Write down that the worker lives, and what its sandbox says of itself."""
    ready, judge = sandbox_status()
    # Who only believes to have a GPU would take programs that are then not run.
    serves_gpu = settings.JUDGE_GPU and judge.get("cuda") is not False
    row, _created = Worker.objects.update_or_create(
        name=name,
        defaults={
            "serves_gpu": serves_gpu,
            "started_at": started_at,
            "seen_at": now,
            "judge_ready": ready,
            "judge": judge,
        },
    )
    Worker.objects.filter(seen_at__lt=now - _FORGOTTEN_AFTER).delete()
    return row


def sandbox_status() -> tuple[bool, dict[str, Any]]:
    """Whether this host's sandbox answers, and its status, or the reason and the remedy."""
    from sandbox.judge.client import JudgeUnavailable

    try:
        status = grader_access.connect().zygote.status()
    except JudgeUnavailable as error:
        return False, {"reason": error.reason, "remedy": error.remedy}
    return True, clean_json(asdict(status))


def _run(name: str) -> None:
    started_at = _started_at or timezone.now()
    recovered = False
    try:
        while True:
            try:
                report(name=name, started_at=started_at, now=timezone.now())
                if not recovered:
                    sweeping.recover(worker=name, started_at=started_at)
                    sweeping.sweep(now=timezone.now())
                    recovered = True
            except (DatabaseError, InterfaceError):
                logger.warning("the worker could not report", exc_info=True)
                connection.close()
            if _ended.wait(_EVERY):
                break
        Worker.objects.filter(name=name).delete()
    finally:
        connection.close()
