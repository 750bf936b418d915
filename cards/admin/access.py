"""What the admin allows beyond the permissions of its user."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


def user_of(request: HttpRequest) -> User:
    """Who is at work; the admin lets nobody in who is not signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class KeptAdmin(ModelAdmin):
    """Rows that learners' progress hangs on: they are retired, never deleted.

    The id and the origin of a row last as long as the row.
    """

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["stable_id", "origin"] if obj else ["origin"]


class ReadOnlyAdmin(ModelAdmin):
    """Rows to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
