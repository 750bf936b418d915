"""What learners reported: the inbox of the staff, and each learner's own reports."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cards.languages import current_content_language
from cards.models import Card, CardText, Flag
from cards.rendering.cloze import ClozeError
from cards.rendering.faces import FrontFace, front_face
from cards.views.access import LearnerRequest, learner_required, staff_required

if TYPE_CHECKING:
    _FlagForm = forms.ModelForm[Flag]
else:
    _FlagForm = forms.ModelForm

PER_PAGE = 50
_CARD = ("card", "card__lead", "card__section")
_TEXTS = ("card__texts", "card__lead__texts")


class ReplyForm(_FlagForm):
    class Meta:
        model = Flag
        fields = ["reply"]
        widgets = {"reply": forms.Textarea(attrs={"rows": 2})}


@require_GET
@staff_required
def flags(request: LearnerRequest) -> HttpResponse:
    """Staff: open flags, newest first."""
    found = Flag.objects.filter(resolved_at__isnull=True).select_related("learner", *_CARD)
    context = _page(request, found) | {"form": ReplyForm(), "page": "flags"}
    return render(request, "cards/flags.html", context)


@require_POST
@staff_required
def resolve_flag(request: LearnerRequest, flag_id: int) -> HttpResponse:
    """Staff: close a flag, with or without a reply to the learner."""
    flag = get_object_or_404(Flag.objects.select_related("learner", *_CARD), pk=flag_id)
    if flag.resolved_at is not None:
        messages.info(request, _("Somebody else resolved that flag already."))
        return redirect("flags")
    form = ReplyForm(request.POST, instance=flag)
    if not form.is_valid():
        context = {"rows": _with_fronts([flag]), "form": form, "page": "flags"}
        return render(request, "cards/flags.html", context, status=422)
    flag.resolved_at, flag.resolved_by = timezone.now(), request.user
    flag.save(update_fields=["reply", "resolved_at", "resolved_by"])
    messages.success(request, _("Resolved."))
    return redirect("flags")


@require_GET
@learner_required
def my_flags(request: LearnerRequest) -> HttpResponse:
    """Learners: what they reported, and what the staff replied."""
    found = Flag.objects.filter(learner=request.user).select_related(*_CARD)
    return render(request, "cards/my_flags.html", _page(request, found))


def _page(request: LearnerRequest, found: QuerySet[Flag]) -> dict[str, Any]:
    page = Paginator(found.prefetch_related(*_TEXTS), PER_PAGE).get_page(request.GET.get("p"))
    return {"rows": _with_fronts(list(page)), "pages": page}


def _with_fronts(found: list[Flag]) -> list[tuple[Flag, FrontFace | None]]:
    return [(flag, _front(flag.card)) for flag in found]


def _front(card: Card) -> FrontFace | None:
    try:
        return front_face(card, current_content_language(), seed=0)
    except (CardText.DoesNotExist, ClozeError):
        return None  # a retired card whose number has left the cloze text
