"""Help on the way: hints, giving up, the solution."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cards.views.access import LearnerRequest, learner_required
from cards.views.sitting import section_query
from sandbox import solving
from sandbox.models import Exercise
from sandbox.views.exercise import hints_context
from sandbox.views.lookup import exercise_or_404
from sandbox.views.refusals import refusal, saying_why_not


@require_POST
@learner_required
@saying_why_not
def take_hint(request: LearnerRequest, slug: str) -> HttpResponseBase:
    """Learners: the hint after those seen. A double click takes one, not two."""
    row = exercise_or_404(slug)
    seen = request.POST.get("seen", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 4):
        return refusal(_("This form is not complete. Reload the page; your text is kept."))
    number = int(seen) + 1
    solving.take_hint(learner=request.user, exercise=row, number=number, now=timezone.now())
    if request.htmx:
        return render(request, "sandbox/exercise.html#hints", hints_context(request.user, row))
    return redirect(f"{reverse('exercise', args=[slug])}{section_query(request)}#hints")


@require_POST
@learner_required
@saying_why_not
def give_up(request: LearnerRequest, slug: str) -> HttpResponse:
    """Learners: see the solution without having solved it; the grade is then 1."""
    row = exercise_or_404(slug)
    solving.give_up(learner=request.user, exercise=row, now=timezone.now())
    return _to_solution(request, row)


@require_POST
@learner_required
@saying_why_not
def see_solution(request: LearnerRequest, slug: str) -> HttpResponse:
    """Learners who solved the exercise or gave it up: open the solution."""
    row = exercise_or_404(slug)
    solving.see_solution(learner=request.user, exercise=row, now=timezone.now())
    return _to_solution(request, row)


def _to_solution(request: LearnerRequest, row: Exercise) -> HttpResponse:
    framework = request.POST.get("framework", "")
    query = f"?framework={framework}" if framework in row.frameworks else ""
    section = section_query(request, "&" if query else "?")
    return redirect(f"{reverse('exercise', args=[row.slug])}{query}{section}#solution")
