"""How the judge is doing, for staff: workers, queue, what failed, which cases fail most."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.views.access import LearnerRequest, staff_required
from sandbox.models import Exercise, Notice
from sandbox.queue.status import QueueStatus, case_failures, queue_status
from sandbox.rejudging import open_notices, outdated_exercises, resolve_notice
from sandbox.views.lookup import exercise_or_404

NOTICES_SHOWN = 50


@never_cache
@require_safe
@staff_required
def judge(request: LearnerRequest) -> HttpResponse:
    """Staff: workers and their sandboxes, the queue, notices, exercises that have changed."""
    status = queue_status(now=timezone.now())
    context = {
        "page": "judge",
        "status": status,
        "numbers": _numbers(status),
        "notices": open_notices()[:NOTICES_SHOWN],
        "outdated": outdated_exercises(),
        "exercises": Exercise.objects.filter(retired=False).defer("page"),
    }
    return render(request, "sandbox/judge.html", context)


@never_cache
@require_safe
@staff_required
def case_statistics(request: LearnerRequest, slug: str) -> HttpResponse:
    """Staff: how often each case of an exercise fails."""
    row = exercise_or_404(slug)
    context = {"page": "judge", "exercise": row, "cases": case_failures(exercise=row)}
    return render(request, "sandbox/case_statistics.html", context)


@require_POST
@staff_required
def resolve(request: LearnerRequest, pk: int) -> HttpResponse:
    """Staff: a notice that was dealt with disappears from the list."""
    resolve_notice(notice=get_object_or_404(Notice, pk=pk), now=timezone.now())
    messages.success(request, _("The notice is closed."))
    return redirect("judge")


def _numbers(status: QueueStatus) -> list[tuple[str, str]]:
    waiting = sum(status.waiting.values())
    return [
        (_("waiting"), str(waiting)),
        (_("waiting to be judged again"), str(status.rejudging)),
        (_("being judged"), str(status.running)),
        (_("oldest wait"), _seconds(status.oldest_wait)),
        (_("judged in the last minute"), str(status.finished_last_minute)),
        (_("judged in the last hour"), str(status.finished_last_hour)),
        (_("average wait"), _seconds(status.average_wait)),
        (_("average time of judging"), _seconds(status.average_judging)),
    ]


def _seconds(time: timedelta | None) -> str:
    return "–" if time is None else _("{n} s").format(n=f"{time.total_seconds():.1f}")
