"""The cards that a learner has put away."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cards.languages import current_content_language
from cards.models import Card, CardText, Schedule
from cards.rendering.cloze import ClozeError
from cards.rendering.faces import front_face
from cards.scheduling.session import unsuspend_card
from cards.views.access import LearnerRequest, learner_required

PER_PAGE = 50


@never_cache
@require_safe
@learner_required
def suspended(request: LearnerRequest) -> HttpResponse:
    """Learners, their own suspended cards."""
    schedules = (
        Schedule.objects.filter(
            learner=request.user, suspended=True, card__state=Card.State.PUBLISHED
        )
        .select_related("card__document", "card__section", "card__lead")
        .prefetch_related("card__texts", "card__lead__texts")
        .order_by("card__document__position", "card__order", "card_id")
    )
    pages = Paginator(schedules, PER_PAGE).get_page(request.GET.get("p"))
    context = {"rows": [_row(schedule) for schedule in pages], "pages": pages, "page": "settings"}
    return render(request, "cards/suspended.html", context)


@require_POST
@learner_required
def bring_back(request: LearnerRequest, card_id: int) -> HttpResponse:
    """Learners, a card of their own that is suspended."""
    card = get_object_or_404(
        Card, pk=card_id, schedules__learner=request.user, schedules__suspended=True
    )
    unsuspend_card(learner=request.user, card=card)
    messages.success(request, _("The card is back."))
    page = request.POST.get("p", "")
    query = f"?p={page}" if page.isascii() and page.isdigit() else ""
    return redirect(reverse("suspended") + query)


def _row(schedule: Schedule) -> dict[str, Any]:
    card = schedule.card
    try:
        face = front_face(card, current_content_language(), seed=0)
    except (CardText.DoesNotExist, ClozeError):
        # One broken card must not hide the others.
        return {"schedule": schedule, "card": card, "html": card.stable_id, "lang": "en"}
    return {"schedule": schedule, "card": card, "html": face.html, "lang": face.lang}
