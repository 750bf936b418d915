"""Documents, sections, errata and tags."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import F, Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cards.admin.access import KeptAdmin, ModelAdmin
from cards.content.structure import ORDER_STEP
from cards.models import Card, Document, Erratum, Section, Tag
from cards.scheduling.cursors import forget_cursors

if TYPE_CHECKING:
    _Form = forms.ModelForm[Any]
else:
    _Form = forms.ModelForm


class _WithinDocument(_Form):
    """The section that a row names stands in the row's own document."""

    section_field: ClassVar[str]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        section: Section | None = cleaned.get(self.section_field)
        # A row that exists shows its document but does not send it.
        document = cleaned.get("document") or getattr(self.instance, "document", None)
        if section and document and section.document != document:
            self.add_error(self.section_field, _("Choose a section of the same document."))
        return cleaned


class SectionForm(_WithinDocument):
    section_field = "parent"

    def clean_parent(self) -> Section | None:
        """Whoever walks up from a section has to arrive at the top."""
        parent: Section | None = self.cleaned_data["parent"]
        above, seen = parent, set[int]()
        while above is not None and above.pk not in seen:
            if above == self.instance:
                raise forms.ValidationError(_("A section cannot stand beneath itself."))
            seen.add(above.pk)
            above = above.parent
        return parent


class ErratumForm(_WithinDocument):
    section_field = "section"


@admin.register(Document)
class DocumentAdmin(KeptAdmin):
    list_display = ["title", "stable_id", "position", "origin", "retired"]
    list_filter = ["origin", "retired"]
    search_fields = ["stable_id", "title_en", "title_zh"]

    def save_model(
        self,
        request: HttpRequest,
        obj: Document,
        form: _Form,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        super().save_model(request, obj, form, change)
        if "retired" in form.changed_data:
            forget_cursors()


@admin.register(Section)
class SectionAdmin(KeptAdmin):
    form = SectionForm
    list_display = ["title", "stable_id", "document", "position", "origin", "retired"]
    list_filter = ["document", "origin", "retired"]
    list_select_related = ["document"]
    list_per_page = 100
    search_fields = ["stable_id", "title_en", "title_zh"]
    autocomplete_fields = ["document", "parent"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Its cards and its id would stay behind in another document."""
        return [*super().get_readonly_fields(request, obj), *(["document"] if obj else [])]

    def save_model(
        self,
        request: HttpRequest,
        obj: Section,
        form: _Form,
        change: bool,  # noqa: FBT001  # Django's signature
    ) -> None:
        """The section's cards move with it."""
        super().save_model(request, obj, form, change)
        if change and "position" in form.changed_data:
            Card.objects.filter(section=obj).update(
                order=obj.position * ORDER_STEP + F("order") % ORDER_STEP
            )
        if change and {"position", "retired"} & set(form.changed_data):
            forget_cursors()


@admin.register(Erratum)
class ErratumAdmin(KeptAdmin):
    form = ErratumForm
    list_display = ["stable_id", "document", "section", "line", "severity", "origin", "retired"]
    list_filter = ["document", "severity", "origin", "retired"]
    list_select_related = ["document", "section"]
    search_fields = ["stable_id", "wrong_en", "wrong_zh", "correct_en", "correct_zh"]
    autocomplete_fields = ["document", "section"]


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    search_fields = ["name"]
