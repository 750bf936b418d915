"""Learners, the log of their answers, and the settings of the site."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cards.admin.access import ModelAdmin, ReadOnlyAdmin
from cards.models import Profile, Review, SiteSettings


@admin.register(Profile)
class ProfileAdmin(ModelAdmin):
    list_display = ["user", "language", "time_zone", "new_per_day", "reviews_per_day"]
    list_select_related = ["user"]
    list_filter = ["language"]
    search_fields = ["user__username"]
    readonly_fields = ["user"]
    autocomplete_fields = ["skipped_documents", "skipped_sections", "skipped_tags"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["answered_at", "learner", "card", "phase", "grade", "undone_at"]
    list_filter = ["phase", "grade"]
    list_select_related = ["learner", "card"]
    list_per_page = 50
    # The log grows to millions of rows: it is searched by names from their beginning.
    search_fields = ["=learner__username", "^card__stable_id"]
    show_full_result_count = False


@admin.register(SiteSettings)
class SiteSettingsAdmin(ModelAdmin):
    """One row: its list leads straight to it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("admin:cards_sitesettings_change", SiteSettings.load().pk)
