"""Say plainly that the database could not be written, instead of an unexplained 500."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]


class StorageFaults:
    """Answer 503 when the database is full, locked for too long or gone.

    Every change is one transaction, so whatever was being written has been rolled back whole.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            # Raised outside the view, by the middleware that reads or saves the session.
            return self.process_exception(request, error) or HttpResponse(status=503)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        logger.error("database unavailable at %s: %s", request.path, _first_line(error))
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})


def _first_line(error: DatabaseError | InterfaceError) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
