"""Documents, sections, errata and tags."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest

from cards.admin.access import KeptAdmin, ModelAdmin
from cards.content.structure import ORDER_STEP
from cards.models import Card, Document, Erratum, Section, Tag
from cards.scheduling.cursors import forget_cursors

if TYPE_CHECKING:
    _Form = forms.ModelForm[Any]
else:
    _Form = forms.ModelForm


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
    list_display = ["title", "stable_id", "document", "position", "origin", "retired"]
    list_filter = ["document", "origin", "retired"]
    list_select_related = ["document"]
    list_per_page = 100
    search_fields = ["stable_id", "title_en", "title_zh"]
    autocomplete_fields = ["document", "parent"]

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
    list_display = ["stable_id", "document", "section", "line", "severity", "origin", "retired"]
    list_filter = ["document", "severity", "origin", "retired"]
    list_select_related = ["document", "section"]
    search_fields = ["stable_id", "wrong_en", "wrong_zh", "correct_en", "correct_zh"]
    autocomplete_fields = ["document", "section"]


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    search_fields = ["name"]
