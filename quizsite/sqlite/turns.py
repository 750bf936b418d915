"""Writers of one SQLite file take turns by a file lock.

SQLite alone makes a waiting writer sleep longer and longer between tries, up to a tenth of a
second: with eight learners answering at once, one was seen to wait for two seconds. Here a waiting
writer tries every millisecond.
"""

import fcntl
import os
import time

_BETWEEN_TRIES = 0.001


class Turn:
    """One writer's turn at the database file `path`; may be taken and ended many times."""

    def __init__(self, path: str) -> None:
        # A file of its own: closing any handle of the database would drop SQLite's own locks.
        self._file = os.open(f"{path}-turns", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, patience: float) -> None:
        """Wait for the turn, at most `patience` seconds: then it is for SQLite to refuse."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_BETWEEN_TRIES)
            else:
                return

    def end(self) -> None:
        """Let the next writer go on, whether or not the turn was ever got."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """End the turn, and give the file back."""
        os.close(self._file)
