"""Sessions in the database, found with a statement of our own: every request needs one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from cards.rows import Columns, fetch

_SESSION = Columns(Session, "session")
_BY_KEY = f"""
    SELECT {_SESSION} FROM django_session AS session WHERE session_key = %s AND expire_date > %s
"""  # noqa: S608  # the columns come from the model


class SessionStore(DatabaseSessions):
    """Django's own sessions in every way but the look-up."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Any:  # noqa: ANN401  # as Django has it
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for (session,) in fetch(_BY_KEY, [self.session_key, now], _SESSION):
            return session
        self._session_key = None
        return None
