"""What learners reported. The site's own inbox is the usual place to answer."""

from django.contrib import admin
from django.http import HttpRequest

from cards.admin.access import ModelAdmin
from cards.models import Flag


@admin.register(Flag)
class FlagAdmin(ModelAdmin):
    list_display = ["card", "learner", "note", "created_at", "resolved_at", "resolved_by"]
    list_filter = [("resolved_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["card", "learner", "resolved_by"]
    list_per_page = 50
    search_fields = ["note", "reply", "card__stable_id", "learner__username"]
    fields = ["card", "learner", "created_at", "note", "reply", "resolved_at", "resolved_by"]
    readonly_fields = ["card", "learner", "created_at", "note", "resolved_at", "resolved_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
