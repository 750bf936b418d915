"""The page that a learner opens every day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cards.models import Card
from cards.scheduling.queue import begin_day
from cards.scheduling.queue import today as todays_work
from cards.statistics.forecast import due_tomorrow
from cards.statistics.streak import streak_length
from cards.views.access import LearnerRequest, learner_required


@never_cache
@require_GET
@learner_required
def today(request: LearnerRequest) -> HttpResponse:
    """What is overdue, due, new and in drill, by document; how far the day has come."""
    now = timezone.now()
    standing = begin_day(request.user, now=now)
    work = todays_work(request.user, now=now, standing=standing)
    context = {
        "page": "today",
        "today": work,
        "streak": streak_length(request.user, day=standing.day),
        "tomorrow": due_tomorrow(standing),
        "has_cards": bool(work.documents)
        or Card.objects.filter(state=Card.State.PUBLISHED).exists(),
    }
    return render(request, "cards/today.html", context)
