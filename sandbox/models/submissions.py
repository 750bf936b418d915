"""What learners submitted, what the judge found, and what it had found before.

The row of a submission is the truth about it: its state, which attempt at judging it is the valid
one, and until when the worker that holds it is believed to be alive.
"""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sandbox.models.exercises import Exercise
from sandbox.verdicts import Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST_SOURCE = 64 * 1024
"""Bytes of UTF-8."""


def new_seed() -> int:
    """A secret seed: whoever knows it knows the random cases."""
    return secrets.randbits(62)


class Submission(models.Model):
    """One program of one learner, on its way to a verdict or with one."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being judged")
        DONE = "done", _("judged")
        FAILED = "failed", _("could not be judged")

    class Scope(models.TextChoices):
        SAMPLES = "samples", _("sample cases")
        FULL = "full", _("all cases")

    class Device(models.TextChoices):
        CPU = "cpu", "CPU"
        CUDA = "cuda", "CUDA"

    learner: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="submissions"
    )
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="submissions")
    key = models.UUIDField(_("idempotency key"))
    framework = models.CharField(_("framework"), max_length=10)
    device = models.CharField(max_length=4, choices=Device.choices, default=Device.CPU)
    scope = models.CharField(max_length=7, choices=Scope.choices, default=Scope.FULL)
    source = models.TextField(_("program"))
    seed = models.BigIntegerField(default=new_seed, editable=False)
    exercise_version = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    state = models.CharField(max_length=7, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    rejudging = models.BooleanField(_("judged again"), default=False)
    attempt = models.PositiveIntegerField(
        default=0, help_text=_("Goes up with every claim; only the latest may write.")
    )
    attempts_before = models.PositiveIntegerField(
        default=0, help_text=_("Attempts that belong to earlier verdicts.")
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=150, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    verdict = models.CharField(max_length=3, choices=Verdict.choices, blank=True)
    message_code = models.CharField(max_length=60, blank=True)
    message_values = models.JSONField(default=dict, blank=True)
    output = models.TextField(_("what it printed"), blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    cpu_ms = models.PositiveIntegerField(null=True, blank=True)
    memory_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    relative_time = models.FloatField(_("time relative to our solution"), null=True, blank=True)
    confinement = models.CharField(max_length=60, blank=True)
    smallest_failure = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("The index of the case to show first.")
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="submission_counts_once"),
            models.CheckConstraint(
                condition=Q(state="queued", lease_until__isnull=True, verdict="")
                | Q(state="running", lease_until__isnull=False, started_at__isnull=False)
                & Q(verdict="", finished_at__isnull=True)
                | Q(state="done", lease_until__isnull=True, finished_at__isnull=False)
                & ~Q(verdict__in=["", "IE"])
                | Q(state="failed", lease_until__isnull=True, finished_at__isnull=False)
                & Q(verdict="IE"),
                name="submission_state_fits",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict__in=Verdict.values),
                name="submission_known_verdict",
            ),
            models.CheckConstraint(
                condition=Q(attempts_before__lte=F("attempt")), name="submission_attempts_go_up"
            ),
            models.CheckConstraint(
                condition=Q(scope__in=["samples", "full"]) & Q(device__in=["cpu", "cuda"]),
                name="submission_known_scope_and_device",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"], condition=Q(state="queued"), name="submission_queue"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state="running"), name="submission_running"
            ),
            models.Index(fields=["learner", "exercise", "-id"], name="submission_history"),
            models.Index(fields=["learner", "started_at"], name="submission_turns"),
            models.Index(fields=["learner", "created_at"], name="submission_rate"),
            models.Index(fields=["exercise", "-id"], name="submission_of_exercise"),
            models.Index(fields=["finished_at"], name="submission_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.exercise_id} by {self.learner_id}, {self.verdict or self.state}"

    @property
    def is_final(self) -> bool:
        """Whether the verdict is there."""
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def is_accepted(self) -> bool:
        """Whether everything passed; running the sample cases alone accepts nothing."""
        return self.verdict == Verdict.AC and self.scope == self.Scope.FULL

    @property
    def tries(self) -> int:
        """How often judging it was begun since it was queued."""
        return self.attempt - self.attempts_before


class SubmissionCase(models.Model):
    """What one case found in one attempt. Older attempts keep theirs beside the valid ones."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="cases")
    attempt = models.PositiveIntegerField()
    index = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=100)
    origin = models.CharField(max_length=10)
    dtype = models.CharField(max_length=20)
    device = models.CharField(max_length=10)
    verdict = models.CharField(max_length=3, choices=Verdict.choices)
    message_code = models.CharField(max_length=60, blank=True)
    message_values = models.JSONField(default=dict, blank=True)
    mismatches = models.JSONField(default=list, blank=True)
    error_ratio = models.FloatField(_("error ÷ tolerance"), null=True, blank=True)
    counter_example = models.TextField(blank=True)
    picture = models.BinaryField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(default=0)
    memory_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["submission", "attempt", "index"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "attempt", "index"], name="case_once_an_attempt"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="case_known_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.attempt}/{self.index}: {self.verdict}"


class Judgement(models.Model):
    """A verdict that judging again has replaced. Its cases stay under its attempt."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="earlier_judgements")
    attempt = models.PositiveIntegerField()
    exercise_version = models.CharField(max_length=64)
    verdict = models.CharField(max_length=3, choices=Verdict.choices)
    message_code = models.CharField(max_length=60, blank=True)
    message_values = models.JSONField(default=dict, blank=True)
    output = models.TextField(blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    cpu_ms = models.PositiveIntegerField(null=True, blank=True)
    memory_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    relative_time = models.FloatField(null=True, blank=True)
    confinement = models.CharField(max_length=60, blank=True)
    smallest_failure = models.PositiveIntegerField(null=True, blank=True)
    judged_at = models.DateTimeField()
    replaced_at = models.DateTimeField()
    replaced_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("earlier verdict")
        verbose_name_plural = _("earlier verdicts")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "attempt"], name="judgement_once_an_attempt"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="judgement_known_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.attempt}: {self.verdict}"
