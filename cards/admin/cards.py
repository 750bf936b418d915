"""Cards: list, form with preview, states and history."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cards.admin.access import KeptAdmin, ModelAdmin, user_of
from cards.admin.history import history_page, restore
from cards.admin.languages import MissingLanguageFilter
from cards.admin.states import set_state
from cards.edit_card_forms import EditCardForm
from cards.languages import ContentLanguage, current_content_language
from cards.models import Card, CardRevision, CardText, Schedule
from cards.models.documents import Origin
from cards.views.preview import allows_preview_frame

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec

_PLACING = ["section", "stable_id", "kind", "state", "difficulty"]
_NUMBER = ["numeric_answer", "numeric_tolerance", "unit", "accepted_units"]
_KEPT = ["origin", "edited_locally", "updated_at", "updated_by"]


def _text_fields(language: ContentLanguage) -> list[str]:
    return [f"{language}_{part}" for part in ("front", "choices", "accepted", "back")]


@admin.register(Card)
class CardAdmin(KeptAdmin):
    form = EditCardForm
    list_display = ["stable_id", "front", "section", "kind", "state", "origin"]
    list_filter = [
        "document", "state", "kind", "origin", "edited_locally", MissingLanguageFilter,
        "difficulty", "tags",
    ]  # fmt: skip
    list_select_related = ["section", "lead"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["stable_id", "texts__front", "texts__back"]
    search_help_text = gettext_lazy("Searches ids and texts, also for two Chinese characters.")
    autocomplete_fields = ["section", "tags", "errata"]
    actions = ["publish", "retire", "back_to_draft"]

    @admin.display(description=gettext_lazy("front"))
    def front(self, card: Card) -> str:
        try:
            return Truncator(card.text(current_content_language()).front).chars(80)
        except CardText.DoesNotExist:
            return ""

    @admin.display(description=gettext_lazy("cards of the same text"))
    def family(self, card: Card) -> str:
        """Links to the other cards of a cloze text: its lead, or its further numbers."""
        others = [card.lead] if card.lead else list(card.siblings.order_by("cloze_number"))
        return format_html_join(
            ", ",
            '<a href="{}">{}</a> ({})',
            (
                (reverse("admin:cards_card_change", args=[one.pk]), one, one.get_state_display())
                for one in others
            ),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Card]:
        return super().get_queryset(request).prefetch_related("texts", "lead__texts")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A cloze text is edited at the card that leads."""
        is_sibling = isinstance(obj, Card) and obj.lead_id is not None
        return not is_sibling and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A draft that nobody has seen may go; everything else is retired."""
        if not isinstance(obj, Card) or obj.state != Card.State.DRAFT or obj.lead_id:
            return False
        # Cards whose number has left the text go with their lead.
        family = Q(card=obj) | Q(card__lead=obj)
        is_unseen = obj.origin == Origin.LOCAL and not Schedule.objects.filter(family).exists()
        return is_unseen and ModelAdmin.has_delete_permission(self, request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*_KEPT, "family", "front", *(["stable_id"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Card | None = None) -> "_FieldsetSpec":
        if obj is not None and not self.has_change_permission(request, obj):
            return [(None, {"fields": [*_PLACING, "cloze_number", "front", "family", *_KEPT]})]
        fieldsets: list[Any] = [
            (None, {"fields": ["save_anyway", "seen_at", *_PLACING]}),
            (ContentLanguage.EN.label, {"fields": _text_fields(ContentLanguage.EN)}),
            (ContentLanguage.ZH.label, {"fields": _text_fields(ContentLanguage.ZH)}),
            (_("Number, tags and errata"), {"fields": [*_NUMBER, "tags", "errata"]}),
        ]
        if obj is not None:
            fieldsets.append((_("Origin"), {"fields": [*_KEPT, "family"], "classes": ["collapse"]}))
        return fieldsets

    @method_decorator(allows_preview_frame)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(
        self,
        request: HttpRequest,
        obj: Card,
        form: EditCardForm,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        form.save_card(user_of(request))

    def save_related(
        self,
        request: HttpRequest,
        form: EditCardForm,
        formsets: object,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        """Tags and errata are saved with the card already."""

    def response_change(self, request: HttpRequest, obj: Card) -> HttpResponse:
        response = super().response_change(request, obj)
        lead = Card.objects.get(pk=obj.pk).text_owner
        if lead != obj and "_continue" in request.POST:
            # The number that led the cloze text is gone: go on at the card that leads now.
            return redirect("admin:cards_card_change", lead.pk)
        return response

    @admin.action(description=gettext_lazy("Publish"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Card]) -> None:
        self._set_state(request, queryset, Card.State.PUBLISHED)

    @admin.action(description=gettext_lazy("Retire"))
    def retire(self, request: HttpRequest, queryset: QuerySet[Card]) -> None:
        self._set_state(request, queryset, Card.State.RETIRED)

    @admin.action(description=gettext_lazy("Back to draft"))
    def back_to_draft(self, request: HttpRequest, queryset: QuerySet[Card]) -> None:
        self._set_state(request, queryset, Card.State.DRAFT)

    def _set_state(self, request: HttpRequest, queryset: QuerySet[Card], state: Card.State) -> None:
        changed, refused = set_state(queryset, state, editor=user_of(request))
        count = ngettext("%(n)d card changed.", "%(n)d cards changed.", len(changed))
        self.message_user(request, count % {"n": len(changed)}, messages.SUCCESS)
        for stable_id, problems in refused.items():
            reasons = " ".join(f"{field}: {' '.join(found)}" for field, found in problems.items())
            message = _("Not published: %(card)s. %(reasons)s")
            self.message_user(
                request, message % {"card": stable_id, "reasons": reasons}, messages.ERROR
            )

    def get_urls(self) -> list[URLPattern]:
        restoring = self.admin_site.admin_view(require_POST(self.restore_view))
        address = "<int:card_id>/revisions/<int:revision_id>/restore/"
        return [path(address, restoring, name="cards_card_restore"), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What changed, when and by whom."""
        card = self._card(request, object_id)
        if not self.has_view_or_change_permission(request, card):
            raise PermissionDenied
        page, entries = history_page(card, request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(card)s") % {"card": card},
            "opts": self.opts,
            "card": card,
            "page": page,
            "entries": entries,
            "may_restore": self.has_change_permission(request, card),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/cards/card/revisions.html", context)

    def restore_view(self, request: HttpRequest, card_id: int, revision_id: int) -> HttpResponse:
        """Bring an old revision back as a new one."""
        card = self._card(request, str(card_id))
        if not self.has_change_permission(request, card):
            raise PermissionDenied
        revisions = CardRevision.objects.filter(Q(card=card) | Q(card__lead=card))
        revision = get_object_or_404(revisions, pk=revision_id)
        try:
            card = restore(card, revision, editor=user_of(request))
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, _("Restored."), messages.SUCCESS)
        return redirect("admin:cards_card_history", card.pk)

    def _card(self, request: HttpRequest, object_id: str) -> Card:
        """The card that owns the texts and the history; 404 if there is none."""
        card: Card | None = self.get_object(request, object_id)
        if card is None:
            raise Http404
        return card.text_owner
