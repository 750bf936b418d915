"""A learner's settings for exercises: the name among the best, the size of letters."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cards.views.access import LearnerRequest, learner_required
from sandbox import settings_of_learners
from sandbox.views.lookup import exercise_or_404
from sandbox.views.refusals import refusal, saying_why_not


@require_POST
@learner_required
@saying_why_not
def show_name(request: LearnerRequest, slug: str) -> HttpResponseBase:
    """Learners: show their best times under a name; an empty one hides them."""
    row = exercise_or_404(slug)
    settings_of_learners.show_name(learner=request.user, name=request.POST.get("name", ""))
    return redirect(f"{reverse('exercise', args=[row.slug])}#best")


@require_POST
@learner_required
def set_font_size(request: LearnerRequest) -> HttpResponse:
    """Learners: keep the size of letters in the editor, in pixels, for all their devices."""
    size = request.POST.get("size", "")
    if not (size.isascii() and size.isdigit() and len(size) < 5):
        return refusal(_("The size of letters is a whole number of pixels."))
    settings_of_learners.set_font_size(learner=request.user, size=int(size))
    return HttpResponse(status=204)
