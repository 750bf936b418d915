"""Notes that were handed in and only looked at: thrown away, or forgotten."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from cards.content.turns import wait_for_turn
from cards.models import Import

KEEP = timedelta(days=7)


@transaction.atomic
def throw_away(rows: QuerySet[Import]) -> int:
    """Delete those of `rows` that were not imported; return how many there were.

    It waits for an import under way, whose passages would go with its row.
    """
    wait_for_turn()
    previews = rows.filter(applied_at__isnull=True)
    count = previews.count()
    previews.delete()
    return count


def throw_away_forgotten(*, now: datetime) -> int:
    """Throw away what nobody imported within a week."""
    return throw_away(Import.objects.filter(created_at__lt=now - KEEP))
