"""The state of the database, the broker, the worker and the judge, for people and monitoring."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quizsite.broker import broker_answers, worker_answers
from sandbox.queue.status import sandbox_answers


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def judge_answers() -> bool:
    """Whether a worker has lately reached its sandbox."""
    return sandbox_answers(now=timezone.now())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "broker": broker_answers,
    "worker": worker_answers,
}
# The site works without: submissions wait, and everything else goes on.
OPTIONAL_CHECKS: dict[str, Callable[[], bool]] = {"judge": judge_answers}
_LABELS = {
    "database": _("Database"),
    "broker": _("Broker"),
    "worker": _("Worker"),
    "judge": _("Judge"),
}


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Open to everybody, who learn whether all is well; staff also learn which part is not.

    Answers 200 or 503, as HTML or JSON by the Accept header or `?format=json`.
    """
    parts = {name: "ok" if answers() else "failing" for name, answers in CHECKS.items()}
    healthy = "failing" not in parts.values()
    report: dict[str, Any] = {"status": "ok" if healthy else "failing"}
    if parts["database"] == "ok" and _is_staff(request):
        for name, answers in OPTIONAL_CHECKS.items():
            parts[name] = "ok" if answers() else "unavailable"
        report["parts"] = parts
    status = 200 if healthy else 503
    if _wants_json(request):
        return JsonResponse(report, status=status)
    rows = [(_LABELS[name], state == "ok") for name, state in report.get("parts", {}).items()]
    context = {"healthy": healthy, "rows": rows}
    return render(request, "quizsite/health.html", context, status=status)


def _is_staff(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_staff


def _wants_json(request: HttpRequest) -> bool:
    preferred = request.get_preferred_type(["text/html", "application/json"])
    return request.GET.get("format") == "json" or preferred == "application/json"
