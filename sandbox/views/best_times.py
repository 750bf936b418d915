"""Choosing the name under which others see one's best times."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cards.views.access import LearnerRequest, learner_required
from sandbox import settings_of_learners
from sandbox.views.lookup import exercise_or_404
from sandbox.views.refusals import saying_why_not


@require_POST
@learner_required
@saying_why_not
def show_name(request: LearnerRequest, slug: str) -> HttpResponseBase:
    """Learners: show their best times under a name; an empty one hides them."""
    row = exercise_or_404(slug)
    settings_of_learners.show_name(learner=request.user, name=request.POST.get("name", ""))
    return redirect(f"{reverse('exercise', args=[row.slug])}#best")
