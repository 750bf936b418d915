"""What staff do with a draft: accept, edit, merge, discard, and take back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cards.card_forms import LinesField
from cards.content.editing import similar_cards
from cards.content.imports.deciding import (
    MOST_AT_ONCE,
    CannotDecide,
    accept,
    decide_all,
    discard,
    merge_into_card,
    merge_into_draft,
    problems_of,
    undo_last,
)
from cards.content.turns import wait_for_turn
from cards.languages import ContentLanguage
from cards.models import Card, Draft
from cards.views.access import LearnerRequest, staff_required
from cards.views.drafts import draft_row, pending_drafts, show_inbox

if TYPE_CHECKING:
    _DraftModelForm = forms.ModelForm[Draft]
else:
    _DraftModelForm = forms.ModelForm

_MOST_CANDIDATES = 8


class DraftForm(_DraftModelForm):
    """What a draft says, in its language and, if one likes, in the other."""

    accepted = LinesField(
        label=gettext_lazy("Accepted answers"),
        help_text=gettext_lazy("One on each line, the one to show first."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Draft
        fields = ["front", "back", "accepted", "other_front", "other_back"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in fields}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django's own
        super().__init__(*args, **kwargs)
        draft = self.instance
        other = draft.other_language
        own_name, other_name = ContentLanguage(draft.language).label, other.label
        labels = {
            "front": _("Front (%(language)s)") % {"language": own_name},
            "back": _("Back (%(language)s)") % {"language": own_name},
            "other_front": _("Front (%(language)s)") % {"language": other_name},
            "other_back": _("Back (%(language)s)") % {"language": other_name},
        }
        for name, label in labels.items():
            self.fields[name].label = label
            language = other if name.startswith("other") else ContentLanguage(draft.language)
            self.fields[name].widget.attrs["lang"] = language.html_lang
        if draft.kind != Card.Kind.TYPED:
            del self.fields["accepted"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        draft = self.instance
        for name, value in cleaned.items():
            setattr(draft, name, value)
        if not self.errors:
            for problem in problems_of(draft):
                self.add_error(None, problem)
        return cleaned


@require_POST
@staff_required
def accept_draft(request: LearnerRequest, draft_id: int) -> HttpResponse:
    """Staff: make it a card."""
    return _decide(request, draft_id, accept, _("Accepted."))


@require_POST
@staff_required
def discard_draft(request: LearnerRequest, draft_id: int) -> HttpResponse:
    """Staff: keep it from coming back."""
    return _decide(request, draft_id, discard, _("Discarded."))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def edit_draft(request: LearnerRequest, draft_id: int) -> HttpResponse:
    """Staff: change what it says, and accept it or leave it for later."""
    if request.method == "GET":
        draft = get_object_or_404(_drafts(), pk=draft_id, state=Draft.State.PENDING)
        return _edit_page(request, draft, DraftForm(instance=draft))
    with transaction.atomic():
        # Saving must not take back what somebody else decides at this moment.
        wait_for_turn()
        draft = get_object_or_404(_drafts(), pk=draft_id, state=Draft.State.PENDING)
        form = DraftForm(request.POST, instance=draft)
        if not form.is_valid():
            return _edit_page(request, draft, form)
        form.save()
        if "accept" in request.POST:
            return _decide(request, draft_id, accept, _("Accepted."))
    return _done(request, _("Saved."))


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required
def merge_draft(request: LearnerRequest, draft_id: int) -> HttpResponse:
    """Staff: add what it says to a card or to another draft that says nearly the same."""
    draft = get_object_or_404(_drafts(), pk=draft_id, state=Draft.State.PENDING)
    if request.method == "GET":
        context = {
            "row": draft_row(draft),
            "cards": _similar(draft),
            "others": [draft_row(other) for other in _neighbours(draft)],
            "merging": True,
            "page": "drafts",
            **_address(request),
        }
        template = "cards/draft.html#merge" if request.htmx else "cards/draft.html"
        return render(request, template, context)
    kind, _colon, number = request.POST.get("target", "").partition(":")
    target = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
    if kind == "card":
        card = get_object_or_404(Card.objects.exclude(kind=Card.Kind.EXERCISE), pk=target)
        return _decide(
            request, draft_id, lambda one, user: merge_into_card(one, card, user), _("Merged.")
        )
    other = get_object_or_404(Draft, pk=target)
    return _decide(
        request, draft_id, lambda one, user: merge_into_draft(one, other, user), _("Merged.")
    )


@require_POST
@staff_required
def undo_draft(request: LearnerRequest) -> HttpResponse:
    """Staff: take back their own latest decision, with all that was decided at once."""
    try:
        undone = undo_last(request.user)
    except CannotDecide as error:
        return _done(request, str(error), status=409)
    if not undone:
        return _done(request, _("There is nothing left to undo."))
    count = len(undone)
    done = ngettext("%(count)s draft is back.", "%(count)s drafts are back.", count)
    return _done(request, done % {"count": count})


@require_POST
@staff_required
def decide_rule(request: LearnerRequest) -> HttpResponse:
    """Staff: accept or discard all drafts of one rule, in the document that is shown."""
    what = request.POST.get("what")
    if not request.GET.get("rule") or what not in ("accept", "discard"):
        return _done(request, _("Choose a rule first."), status=409)
    if request.POST.get("sure") != "on":
        return _done(request, _("Tick the box to decide on all of them."), status=409)
    accepting = what == "accept"
    done, left = decide_all(pending_drafts(request), request.user, accepting=accepting)
    words = ngettext("%(count)s draft decided.", "%(count)s drafts decided.", done)
    told = words % {"count": done}
    if left:
        told += " " + _("%(count)s must be edited first.") % {"count": left}
    if done == MOST_AT_ONCE and (more := pending_drafts(request).count() - left):
        told += " " + _("%(count)s are left for the next time.") % {"count": more}
    return _done(request, told)


def _decide(
    request: LearnerRequest, draft_id: int, decide: Callable[[Draft, User], Any], told: str
) -> HttpResponse:
    draft = get_object_or_404(_drafts(), pk=draft_id)
    try:
        decide(draft, request.user)
    except CannotDecide as error:
        return _done(request, str(error), status=409)
    return _done(request, told)


def _edit_page(request: LearnerRequest, draft: Draft, form: DraftForm) -> HttpResponse:
    context = {"row": draft_row(draft), "form": form, "page": "drafts", **_address(request)}
    template = "cards/draft.html#edit" if request.htmx else "cards/draft.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _done(request: LearnerRequest, told: str, *, status: int = 200) -> HttpResponse:
    if request.htmx:
        return show_inbox(request, toast=told, status=status)
    messages.info(request, told)
    return redirect(f"{reverse('drafts')}?{request.GET.urlencode()}")


def _address(request: LearnerRequest) -> dict[str, str]:
    return {"address": f"?{request.GET.urlencode()}"}


def _drafts() -> Any:  # noqa: ANN401  # a query set; its type names two models
    return Draft.objects.select_related("section__document")


def _similar(draft: Draft) -> list[Card]:
    """Cards that ask nearly the same, then those of the same section."""
    found = [card for card, _likeness in similar_cards(draft.front, draft.language)]
    here = Card.objects.filter(section=draft.section, lead=None).exclude(state=Card.State.RETIRED)
    known = {card.pk: card for card in [*found, *here[:_MOST_CANDIDATES]]}
    return [card for card in known.values() if card.kind != Card.Kind.EXERCISE][:_MOST_CANDIDATES]


def _neighbours(draft: Draft) -> list[Draft]:
    rows = _drafts().filter(
        section=draft.section, state=Draft.State.PENDING, language=draft.language
    )
    return list(rows.exclude(pk=draft.pk)[:_MOST_CANDIDATES])
