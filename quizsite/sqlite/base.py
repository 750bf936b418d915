"""The connection: each transaction waits for its turn, and none for the disk."""

from django.db.backends.sqlite3 import base

from quizsite.sqlite.checkpoints import Checkpoints
from quizsite.sqlite.turns import Turn

_checkpoints = Checkpoints()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn before each transaction."""

    _turn: Turn | None = None

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
        if self._turn is not None:
            self._turn.end()
            _checkpoints.committed(str(self.settings_dict["NAME"]))

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            if self._turn is not None:
                self._turn.close()
                self._turn = None

    def _take_turn(self) -> None:
        """Wait as long as SQLite itself would."""
        if self._turn is None:
            self._turn = Turn(str(self.settings_dict["NAME"]))
        self._turn.take(float(self.settings_dict["OPTIONS"].get("timeout", 5)))

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.end()
