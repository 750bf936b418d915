"""The workers that judge, and what they could not judge."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sandbox.models.submissions import Submission


class Worker(models.Model):
    """A Celery worker that judges, as it last reported.

    `judge_ready` tells whether its sandbox could be reached; `judge` holds what that said of
    itself, or the reason and the remedy.
    """

    name = models.CharField(max_length=150, unique=True)
    serves_gpu = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    judge_ready = models.BooleanField(default=False)
    judge = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """Something went wrong in judging and an admin should look at it; open until resolved."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="notices")
    attempt = models.PositiveIntegerField()
    reason = models.TextField(_("what went wrong"))
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(
                fields=["-id"], condition=models.Q(resolved_at__isnull=True), name="notice_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.reason[:60]}"
