from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quizsite.celery import app
from quizsite.tasks import KEEP_SIGN_IN_ATTEMPTS, maintenance

pytestmark = pytest.mark.django_db


def test_expired_sessions_go_and_others_stay() -> None:
    now = timezone.now()
    for key, age in (("expired", 1), ("current", -1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=now - timedelta(hours=age)
        )
    maintenance()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["current"]


@pytest.mark.parametrize("model", [AccessAttempt, AccessFailureLog, AccessLog])
def test_old_sign_in_attempts_go_and_recent_ones_stay(model: type[AccessAttempt]) -> None:
    limit = timezone.now() - KEEP_SIGN_IN_ATTEMPTS
    for name, moment in (
        ("old", limit - timedelta(minutes=1)),
        ("recent", limit + timedelta(minutes=1)),
    ):
        extra = {"failures_since_start": 1} if model is AccessAttempt else {}
        row = model.objects.create(username=name, user_agent="test", **extra)
        model.objects.filter(pk=row.pk).update(attempt_time=moment)
    maintenance()
    assert list(model.objects.values_list("username", flat=True)) == ["recent"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own statistics")
def test_sqlite_statistics_are_refreshed() -> None:
    with CaptureQueriesContext(connection) as queries:
        maintenance()
    assert any(query["sql"] == "PRAGMA optimize" for query in queries)


def test_the_clock_starts_it_every_day_under_the_name_it_has() -> None:
    entry: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE["maintenance"]
    app.loader.import_default_modules()
    assert app.tasks[entry["task"]].run is maintenance.run
    assert len(entry["schedule"].hour) == len(entry["schedule"].minute) == 1
