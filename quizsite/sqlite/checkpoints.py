"""Copying SQLite's log back into the database beside the writers' work, not within it.

SQLite does so in the commit with which its log has grown too long, and that writer waits for the
disk: 35 to 50 ms, a quarter of a second on a busy one. All others wait along for their turn, so
that with eight learners answering at once this alone decided how long the slowest of a hundred
waited. Here a thread does it, on a connection of its own.
"""

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path

from quizsite.sqlite.turns import Turn

_COMMITS = 100
"""After so many transactions of a process; an answer writes some 17 pages of 4 KiB."""
_LONG = 8_000
"""Pages. So long a log is begun anew, for which the writers are kept out for a moment."""
_PATIENCE = 5.0


class Checkpoints:
    """Counts the transactions of this process, and from time to time copies the log back."""

    def __init__(self) -> None:
        self._commits = 0
        self._running = threading.Lock()

    def committed(self, path: str) -> None:
        """Note a transaction that was committed to the database file `path`."""
        # Threads may count past each other: it is about the order of magnitude.
        self._commits += 1
        if self._commits >= _COMMITS and self._running.acquire(blocking=False):
            self._commits = 0
            threading.Thread(target=self._run, args=(path,), daemon=True).start()

    def _run(self, path: str) -> None:
        try:
            # A failure loses nothing: the log grows until SQLite copies it back in a commit, and
            # that one says what is wrong.
            with suppress(sqlite3.Error, OSError):
                copy_back(path)
        finally:
            self._running.release()


def copy_back(path: str) -> None:
    """Copy the log of the database file `path` back; begin it anew if it has grown long."""
    # Only a database that is there: else connecting would make one.
    address = f"{Path(path).absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as database:
        if _copied(database) > _LONG:
            turn = Turn(path)
            try:
                turn.take(_PATIENCE)
                # Little has been written meanwhile. With all of it copied, the next writer begins
                # at the log's start.
                _copied(database)
            finally:
                turn.close()


def _copied(database: sqlite3.Connection) -> int:
    """Copy back what can be without keeping anybody waiting; return the log's length in pages."""
    _busy, pages, _copied_pages = database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return int(pages)
