"""Handing a program in, and saving it as it is typed."""

import uuid

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cards.views.access import LearnerRequest, learner_required
from cards.views.sitting import section_query
from sandbox.drafts import load_draft, save_draft
from sandbox.errors import StaleDraft
from sandbox.models import Exercise, Submission
from sandbox.submitting import submit_source
from sandbox.views.refusals import refusal, saying_why_not
from sandbox.views.submissions import swapped_result


@require_POST
@learner_required
@saying_why_not
def submit_exercise(request: LearnerRequest, slug: str) -> HttpResponseBase:
    """Learners: queue a program and show how it fares. The same form sent twice counts once."""
    exercise = get_object_or_404(Exercise, slug=slug)
    key = _key(request)
    scope = request.POST.get("scope", Submission.Scope.FULL)
    framework = request.POST.get("framework", "")
    device = request.POST.get("device", Submission.Device.CPU)
    known = scope in Submission.Scope.values and device in Submission.Device.values
    if key is None or not known or (device == Submission.Device.CUDA and framework != "torch"):
        return refusal(_("This form is not complete. Reload the page; your text is kept."))
    submission = submit_source(
        learner=request.user,
        exercise=exercise,
        source=request.POST.get("source", ""),
        framework=framework,
        scope=Submission.Scope(scope),
        device=Submission.Device(device),
        key=key,
        now=timezone.now(),
    )
    if request.htmx:
        return swapped_result(request, submission)
    address = reverse("submission", args=[submission.pk])
    return redirect(address + section_query(request))


@require_POST
@learner_required
@saying_why_not
def draft(request: LearnerRequest, slug: str) -> HttpResponse:
    """Learners: save the text in the editor; 409 with the newer text if another tab saved it."""
    exercise = get_object_or_404(Exercise, slug=slug)
    framework = request.POST.get("framework", "")
    revision = request.POST.get("revision", "")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
        return refusal(_("This form is not complete. Reload the page; your text is kept."))
    try:
        saved = save_draft(
            learner=request.user,
            exercise=exercise,
            framework=framework,
            text=request.POST.get("text", "").replace("\r\n", "\n"),
            revision=int(revision),
            now=timezone.now(),
        )
    except StaleDraft:
        theirs = load_draft(learner=request.user, exercise=exercise, framework=framework)
        newer = {"revision": theirs.revision, "text": theirs.text}
        return JsonResponse(newer, status=409)
    return JsonResponse({"revision": saved.revision})


def _key(request: LearnerRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
