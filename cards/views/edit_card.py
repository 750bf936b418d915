"""Staff write and mend cards without leaving the site."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cards.edit_card_forms import SiteCardForm
from cards.models import Card, Section
from cards.views.access import LearnerRequest, staff_required
from cards.views.preview import allows_preview_frame


@allows_preview_frame
@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def edit_card(request: LearnerRequest, card_id: int) -> HttpResponse:
    """Staff: mend a card, then go back to where they came from."""
    card = get_object_or_404(Card.objects.select_related("lead"), pk=card_id)
    if card.lead is not None:
        # A cloze text is edited once for all the cards made from it.
        address = reverse("edit_card", args=[card.lead.pk])
        return redirect(f"{address}?{urlencode({'next': _next(request)})}")
    return _card_page(request, SiteCardForm(_data(request), instance=card), card)


@allows_preview_frame
@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def add_card(request: LearnerRequest) -> HttpResponse:
    """Staff: write a new card, in the section that `?section=` names."""
    section = Section.objects.filter(stable_id=request.GET.get("section", "")).first()
    form = SiteCardForm(_data(request), initial={"section": section})
    return _card_page(request, form, None)


@transaction.atomic
def _card_page(request: LearnerRequest, form: SiteCardForm, card: Card | None) -> HttpResponse:
    if form.is_valid():
        saved = form.save_card(request.user)
        messages.success(request, _("Saved %(card)s.") % {"card": saved})
        return redirect(_next(request))
    context = {
        "form": form,
        "card": card,
        "next": _next(request),
        "heading": _("Edit the card") if card else _("Add a card"),
    }
    return render(request, "cards/edit_card.html", context, status=422 if form.is_bound else 200)


def _next(request: LearnerRequest) -> str:
    """Where to go afterwards: an address on this site, else the start page."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_here = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_here else reverse("today")


def _data(request: LearnerRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
