"""Background work of the site as a whole."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from celery import shared_task
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cards.content.imports.previews import throw_away_forgotten

KEEP_SIGN_IN_ATTEMPTS = timedelta(days=30)


@shared_task(name="quizsite.maintenance")
def maintenance() -> None:
    """Once a day: drop what has expired or was forgotten, refresh SQLite's statistics.

    These are sessions, old sign-in attempts, and notes handed in and never imported.
    """
    call_command("clearsessions")
    now = timezone.now()
    throw_away_forgotten(now=now)
    oldest = now - KEEP_SIGN_IN_ATTEMPTS
    for attempts in (AccessAttempt, AccessFailureLog, AccessLog):
        attempts.objects.filter(attempt_time__lt=oldest).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
