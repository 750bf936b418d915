"""quizsite: learn from cards scheduled by SM-2 and from exercises graded in a sandbox."""

from quizsite.celery import app as celery_app

__all__ = ["celery_app"]
