"""Background work of the site as a whole."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from celery import shared_task
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

KEEP_SIGN_IN_ATTEMPTS = timedelta(days=30)


@shared_task(name="quizsite.maintenance")
def maintenance() -> None:
    """Once a day: drop expired sessions and old sign-in attempts, refresh SQLite's statistics."""
    call_command("clearsessions")
    oldest = timezone.now() - KEEP_SIGN_IN_ATTEMPTS
    for attempts in (AccessAttempt, AccessFailureLog, AccessLog):
        attempts.objects.filter(attempt_time__lt=oldest).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
