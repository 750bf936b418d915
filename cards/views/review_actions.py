"""What a learner does with the card in front of them besides grading it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cards.models import Card
from cards.scheduling.actions import LONGEST_NOTE
from cards.scheduling.session import bury_card, flag_card, suspend_card
from cards.views.access import LearnerRequest, learner_required
from cards.views.review import show_next
from cards.views.sitting import review_address, way_back


@require_POST
@learner_required
def suspend(request: LearnerRequest, card_id: int) -> HttpResponse:
    """Stop showing a card until the learner brings it back."""
    suspend_card(learner=request.user, card=_card(card_id))
    return show_next(request, toast=_("Suspended. Bring it back under Settings."))


@require_POST
@learner_required
def bury(request: LearnerRequest, card_id: int) -> HttpResponse:
    """Put a card off until tomorrow."""
    bury_card(learner=request.user, card=_card(card_id), now=timezone.now())
    return show_next(request, toast=_("Put off until tomorrow."))


@require_safe
@learner_required
def go_to_section(request: LearnerRequest, card_id: int) -> HttpResponse:
    """Go to the card's section; the address brings along the way back.

    By this detour the front of a card does not name its section, which may be the answer.
    """
    card = get_object_or_404(
        Card.objects.select_related("section"),
        pk=card_id,
        state=Card.State.PUBLISHED,
        section__retired=False,
        document__retired=False,
    )
    address = reverse("section", args=[card.section.stable_id])
    back = way_back(request.GET.dict())
    return redirect(f"{address}?{back}" if back else address)


@require_http_methods(["GET", "POST"])
@learner_required
def flag(request: LearnerRequest, card_id: int) -> HttpResponse:
    """Tell the admins what is wrong with a card; the review goes on where it was."""
    card = _card(card_id)
    # A browser counts a line break as one character, but sends two.
    note = request.POST.get("note", "").replace("\r\n", "\n").replace("\0", "").strip()
    if request.method == "POST" and 0 < len(note) <= LONGEST_NOTE:
        flag_card(learner=request.user, card=card, note=note)
        if request.htmx:
            return render(request, "cards/flag.html#thanks")
        return redirect(review_address(request))
    context = {"card": card, "note": note, "missing": request.method == "POST"}
    template = "cards/flag.html#form" if request.htmx else "cards/flag.html"
    return render(request, template, context, status=422 if context["missing"] else 200)


def _card(card_id: int) -> Card:
    """A published card; drafts and retired cards are nobody's to act on."""
    return get_object_or_404(Card, pk=card_id, state=Card.State.PUBLISHED)
