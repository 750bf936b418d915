"""Refuse addresses with a null character: no page has one, and PostgreSQL cannot look for one."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def refuse_null_characters(get_response: Handler) -> Handler:
    """Answer 400 before any view reads the address; what is sent in forms, the forms check."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("There is a null character in the address.")
        return get_response(request)

    return middleware
