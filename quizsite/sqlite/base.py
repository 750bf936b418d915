"""Writers of one SQLite file take turns by a file lock.

SQLite alone makes a waiting writer sleep longer and longer between tries, up to a tenth of a
second: with eight learners answering at once, one was seen to wait for two seconds. Here a waiting
writer tries every millisecond.
"""

import fcntl
import os
import time

from django.db.backends.sqlite3 import base

_BETWEEN_TRIES = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn before each transaction."""

    _turns: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # likewise
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        # A commit that fails is rolled back by Django, which ends the turn as well.
        super()._commit()  # type: ignore[misc]  # the stubs leave it out
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            if self._turns is not None:
                os.close(self._turns)
                self._turns = None

    def _take_turn(self) -> None:
        """Wait as long as SQLite itself would, then leave it to SQLite to refuse."""
        if self._turns is None:
            # A file of its own: closing any handle of the database would drop SQLite's own locks.
            path = f"{self.settings_dict['NAME']}-turns"
            self._turns = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + float(self.settings_dict["OPTIONS"].get("timeout", 5))
        while time.monotonic() < deadline:
            try:
                fcntl.flock(self._turns, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_BETWEEN_TRIES)
            else:
                return

    def _end_turn(self) -> None:
        if self._turns is not None:
            fcntl.flock(self._turns, fcntl.LOCK_UN)
