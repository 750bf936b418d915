"""Submissions: how one fares, its pictures, the list of one's attempts and what changed in them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from cards.views.access import LearnerRequest, learner_required
from sandbox.models import Exercise, Submission, SubmissionCase
from sandbox.results import earlier_judgements, progress_of
from sandbox.rounds import round_of
from sandbox.views.attempts import attempt_rows, differences_of
from sandbox.views.grading import grading_of
from sandbox.views.lookup import own_submission
from sandbox.views.result_page import ResultPage, result_page
from sandbox.views.statement import code_html

ATTEMPTS_PER_PAGE = 50
# More than any attempt has; Python refuses to read a number of thousands.
_MOST_DIGITS = 20


def result_of(submission: Submission) -> ResultPage:
    """The submission in words, read anew."""
    return result_page(progress_of(submission=submission, now=timezone.now()))


def result_context(request: LearnerRequest, row: Submission) -> dict[str, Any]:
    """The result and, once it is there, what it means for the schedule."""
    result = result_of(row)
    context: dict[str, Any] = {"result": result, "exercise": row.exercise}
    if result.final and row.learner_id == request.user.pk:
        present = round_of(learner=request.user, exercise=row.exercise, now=timezone.now())
        context["grading"] = grading_of(request.user, row.exercise, present)
    return context


def swapped_result(request: LearnerRequest, row: Submission) -> HttpResponse:
    """The part of a page that changes; once the verdict is there, the rest of it hears `judged`."""
    context = result_context(request, row)
    response = render(request, "sandbox/submission.html#swap", context)
    if context["result"].final:
        trigger_client_event(response, "judged", after="settle")
    return response


@never_cache
@require_safe
@learner_required
def submission(request: LearnerRequest, pk: int) -> HttpResponseBase:
    """Learners, their own, and staff: the result; a page of its own or the part that changes."""
    row = own_submission(request, pk)
    if request.htmx:
        return swapped_result(request, row)
    context = {**result_context(request, row), "submission": row, "page": "exercises"}
    return render(
        request,
        "sandbox/submission.html",
        {**context, "code": code_html(row.source), "earlier": earlier_judgements(submission=row)},
    )


@require_safe
@learner_required
def case_picture(request: LearnerRequest, pk: int, index: int) -> HttpResponse:
    """Learners, their own, and staff: the picture of a case that went wrong."""
    row = own_submission(request, pk)
    attempt = request.GET.get("attempt", "")
    asked = attempt.isascii() and attempt.isdigit()
    number = int(attempt[:_MOST_DIGITS]) if asked else row.attempt
    case = get_object_or_404(SubmissionCase, submission=row, attempt=number, index=index)
    if not case.picture:
        raise Http404
    response = HttpResponse(bytes(case.picture), content_type="image/png")
    # The cases of an attempt never change.
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@never_cache
@require_safe
@learner_required
def attempts(request: LearnerRequest, slug: str) -> HttpResponse:
    """Learners: all their attempts at an exercise."""
    exercise = get_object_or_404(Exercise, slug=slug)
    own = Submission.objects.filter(learner=request.user, exercise=exercise)
    page = Paginator(own, ATTEMPTS_PER_PAGE).get_page(request.GET.get("p"))
    context = {"exercise": exercise, "attempts": attempt_rows(list(page)), "page_obj": page}
    return render(request, "sandbox/attempts.html", {**context, "page": "exercises"})


@never_cache
@require_safe
@learner_required
def differences(request: LearnerRequest, pk: int) -> HttpResponseBase:
    """Learners, their own, and staff: what changed from the attempt before."""
    row = own_submission(request, pk)
    before = (
        Submission.objects.filter(
            learner_id=row.learner_id,
            exercise_id=row.exercise_id,
            framework=row.framework,
            pk__lt=row.pk,
        )
        .order_by("-pk")
        .first()
    )
    if before is None:
        return redirect("submission", row.pk)
    context = {"before": before, "after": row, "exercise": row.exercise, "page": "exercises"}
    lines = differences_of(before.source, row.source)
    return render(request, "sandbox/differences.html", {**context, "lines": lines})
