"""Finding what an address names, for whom it is there."""

from django.shortcuts import get_object_or_404

from cards.views.access import LearnerRequest
from sandbox.models import Exercise, Submission


def exercise_or_404(slug: str) -> Exercise:
    """An exercise with its card; withdrawn ones too, for what was submitted stays readable."""
    every = Exercise.objects.select_related("card__document", "card__section")
    return get_object_or_404(every, slug=slug)


def own_submission(request: LearnerRequest, pk: int) -> Submission:
    """The learner's own submission, or anybody's for staff; others get 404."""
    every = Submission.objects.select_related("exercise__card")
    if not request.user.is_staff:
        every = every.filter(learner=request.user)
    return get_object_or_404(every, pk=pk)
