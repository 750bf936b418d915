"""The Celery application. Rows in the database are the truth; messages only carry ids."""

import os

from celery import Celery
from celery.signals import beat_embedded_init

from quizsite.supervisor.process import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")

app = Celery("quizsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_embedded_init.connect
def end_with_the_worker(**_: object) -> None:
    """Two clocks would start every task twice, so a killed worker takes its own along."""
    die_with(os.getppid())
