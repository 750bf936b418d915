"""Judging again, for staff."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cards.views.access import LearnerRequest, staff_required
from sandbox.rejudging import rejudge_exercise, rejudge_submission
from sandbox.views.lookup import exercise_or_404, own_submission
from sandbox.views.refusals import saying_why_not


@require_POST
@staff_required
@saying_why_not
def rejudge(request: LearnerRequest, pk: int) -> HttpResponseBase:
    """Staff: have one submission judged again; its old verdict is kept."""
    row = own_submission(request, pk)
    rejudge_submission(submission=row, now=timezone.now(), staff=request.user)
    messages.success(request, _("It is judged again; the old verdict is kept below."))
    return redirect("submission", row.pk)


@require_POST
@staff_required
@saying_why_not
def rejudge_all(request: LearnerRequest, slug: str) -> HttpResponseBase:
    """Staff: have the submissions of an exercise judged again, or only the outdated ones."""
    row = exercise_or_404(slug)
    count = rejudge_exercise(
        exercise=row,
        now=timezone.now(),
        staff=request.user,
        outdated_only="outdated" in request.POST,
    )
    text = ngettext("{n} submission is judged again.", "{n} submissions are judged again.", count)
    messages.success(request, text.format(n=count))
    return redirect("judge")
