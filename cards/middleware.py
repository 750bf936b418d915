"""Activate the learner's language and time zone for the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]


def learner_preferences(get_response: Handler) -> Handler:
    """Signed-in learners get their own language and zone, visitors what their browser asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        profile = getattr(request.user, "profile", None) if request.user.is_authenticated else None
        if profile is None:
            language = translation.get_language_from_request(request)
            with translation.override(language):
                response = _respond(request)
            patch_vary_headers(response, ("Accept-Language",))
            return response
        with translation.override(profile.language), timezone.override(profile.zone):
            return _respond(request)

    def _respond(request: HttpRequest) -> HttpResponse:
        request.LANGUAGE_CODE = translation.get_language() or "en"
        response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware
