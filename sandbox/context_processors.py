"""What every page's template may ask of the judge."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def judge(_request: HttpRequest) -> dict[str, Any]:
    """`judge_unconfined`: programs run without confinement, which every page must say."""
    return {"judge_unconfined": settings.JUDGE_UNCONFINED}
