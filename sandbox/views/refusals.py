"""What the sandbox's services refuse becomes a sentence and the right status."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from cards.views.access import LearnerRequest
from sandbox.errors import (
    ExerciseGone,
    KeyReused,
    LimitReached,
    SandboxError,
    SolutionWithheld,
    StaleDraft,
)
from sandbox.explanations import explain_message

P = ParamSpec("P")
View = Callable[Concatenate[LearnerRequest, P], HttpResponseBase]

_STATUS: dict[type[SandboxError], int] = {
    ExerciseGone: 410,
    KeyReused: 409,
    LimitReached: 429,
    SolutionWithheld: 403,
    StaleDraft: 409,
}


def saying_why_not(view: View[P]) -> View[P]:
    """Answer a `SandboxError` with its reason as plain text, which the page shows as it is."""

    @wraps(view)
    def answering(
        request: LearnerRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except SandboxError as error:
            return refusal(explain_message(error.code, error.values), _status_of(error))

    return answering


def refusal(reason: str, status: int = 400) -> HttpResponse:
    return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")


def _status_of(error: SandboxError) -> int:
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)
