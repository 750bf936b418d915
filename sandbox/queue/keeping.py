"""Keeping a claim alive while its program is judged, and its finished cases in sight."""

import logging
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from sandbox.queue.claims import LEASE, Claim, renew
from sandbox.queue.storing import store_cases

if TYPE_CHECKING:
    from sandbox.judge.grader import CaseReport

logger = logging.getLogger(__name__)

SHOW_EVERY = 0.15
"""Seconds after which finished cases are written, to be watched in the browser."""
RENEW_EVERY = LEASE.total_seconds() / 6


class Keeper:
    """Runs beside the judging of one claim, in a thread with a database connection of its own.

    A program that is judged within `SHOW_EVERY` seconds costs no write before its verdict.
    """

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._lock = threading.Lock()
        self._unwritten: list[CaseReport] = []
        self._ended = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def add(self, case: "CaseReport") -> None:
        """Take a case that is finished; the judge calls it."""
        with self._lock:
            self._unwritten.append(case)

    def is_lost(self) -> bool:
        """Whether the row was given to another worker, so that judging on is in vain."""
        return self._lost.is_set()

    def take_unwritten(self) -> "list[CaseReport]":
        """The cases that were not written yet; they are the caller's from now on."""
        with self._lock:
            cases, self._unwritten = self._unwritten, []
        return cases

    def _run(self) -> None:
        renew_at = time.monotonic() + RENEW_EVERY
        try:
            while not self._ended.wait(SHOW_EVERY):
                self._show()
                if time.monotonic() >= renew_at:
                    renew_at = time.monotonic() + RENEW_EVERY
                    self._renew()
        finally:
            connection.close()

    def _show(self) -> None:
        cases = self.take_unwritten()
        if not cases:
            return
        try:
            held = store_cases(self._claim, cases)
        except (DatabaseError, InterfaceError):
            logger.warning("cases of submission %s wait", self._claim.submission.pk, exc_info=True)
            self._put_back(cases)
        else:
            self._note(held=held)

    def _renew(self) -> None:
        try:
            self._note(held=renew(self._claim, timezone.now()))
        except (DatabaseError, InterfaceError):
            # The lease outlasts several failures; the next renewal may succeed.
            logger.warning("lease of submission %s", self._claim.submission.pk, exc_info=True)

    def _note(self, *, held: bool) -> None:
        if not held:
            self._lost.set()

    def _put_back(self, cases: "list[CaseReport]") -> None:
        with self._lock:
            self._unwritten = [*cases, *self._unwritten]
