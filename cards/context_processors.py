"""What every page's template may use."""

from typing import Any

from django.http import HttpRequest

from cards.languages import current_content_language
from cards.models import Flag, Profile


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the learner's profile (None for a visitor) and the page's language tag.

    `open_flags` counts only where a template asks for it: in the header of the staff.
    """
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    profile: Profile | None = getattr(user, "profile", None) if signed_in else None
    return {
        "profile": profile,
        "html_lang": current_content_language().html_lang,
        "open_flags": Flag.objects.filter(resolved_at__isnull=True).count,
    }
