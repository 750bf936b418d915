"""A learner's state on each card, and the log of every graded answer.

Days are learner's days (see `cards.scheduling.day`), kept as days since 1970-01-01: whole-number
arithmetic is the same in every database and needs no time zone.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.models.cards import Card
from cards.models.documents import Document
from cards.scheduling.sm2 import EF_FLOOR, EF_START, INTERVAL_CAP

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Schedule(models.Model):
    """What SM-2 knows of one learner on one card. A card never answered has `due_day` null."""

    learner: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="schedules"
    )
    card = models.ForeignKey(Card, models.CASCADE, related_name="schedules")
    repetitions = models.PositiveIntegerField(default=0)
    interval = models.PositiveIntegerField(_("interval in days"), default=0)
    ef = models.PositiveIntegerField(_("easiness factor × 100"), default=EF_START)
    due_day = models.IntegerField(null=True, blank=True)
    last_day = models.IntegerField(null=True, blank=True)
    lapses = models.PositiveIntegerField(default=0)
    drilling = models.BooleanField(default=False)
    leech = models.BooleanField(default=False)
    suspended = models.BooleanField(default=False)
    buried_until = models.IntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [
            models.UniqueConstraint(fields=["learner", "card"], name="schedule_one_a_card"),
            models.CheckConstraint(condition=Q(ef__gte=EF_FLOOR), name="schedule_ef_floor"),
            models.CheckConstraint(
                condition=Q(interval__lte=INTERVAL_CAP), name="schedule_interval_cap"
            ),
            models.CheckConstraint(
                condition=Q(due_day__isnull=True, interval=0, repetitions=0)
                | Q(due_day__isnull=False, interval__gte=1, last_day__isnull=False),
                name="schedule_new_or_scheduled",
            ),
        ]
        indexes = [
            # "What is due" reads this index alone up to today; cards due later cost nothing.
            # SQLite reads an index alone only if it holds every column that is asked about.
            models.Index(
                fields=["learner", "due_day", "interval", "card", "buried_until", "suspended"],
                condition=Q(suspended=False, due_day__isnull=False),
                name="schedule_due",
            ),
            models.Index(
                fields=["learner", "updated_at"],
                condition=Q(drilling=True, suspended=False),
                name="schedule_drill",
            ),
            models.Index(
                fields=["learner"], condition=Q(suspended=True), name="schedule_suspended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.card_id}"


class Review(models.Model):
    """One graded answer. Rows are only ever added; undoing sets `undone_at` and nothing else."""

    class Phase(models.TextChoices):
        NEW = "new", _("new")
        REVIEW = "review", _("review")
        DRILL = "drill", _("drill")

    learner: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews"
    )
    card = models.ForeignKey(Card, models.CASCADE, related_name="reviews")
    key = models.UUIDField(_("idempotency key"))
    phase = models.CharField(max_length=6, choices=Phase.choices)
    grade = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()
    day = models.IntegerField(_("learner's day"))
    elapsed_days = models.IntegerField(_("days since the last review"), null=True)
    duration_ms = models.PositiveIntegerField()
    repetitions_before = models.PositiveIntegerField()
    repetitions_after = models.PositiveIntegerField()
    interval_before = models.PositiveIntegerField()
    interval_after = models.PositiveIntegerField()
    ef_before = models.PositiveIntegerField()
    ef_after = models.PositiveIntegerField()
    state_before = models.JSONField(_("schedule before"), help_text=_("What undo restores."))
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="review_counts_once"),
            models.CheckConstraint(condition=Q(grade__lte=5), name="review_grade_0_to_5"),
            models.CheckConstraint(
                condition=Q(phase__in=["new", "review", "drill"]), name="review_known_phase"
            ),
            models.CheckConstraint(condition=Q(duration_ms__lte=60_000), name="review_time_cap"),
        ]
        indexes = [
            # The answers of a day, with nothing to look up in a log of millions of rows.
            models.Index(
                fields=["learner", "day", "phase", "card", "undone_at"],
                condition=Q(undone_at__isnull=True),
                name="review_counted",
            ),
            models.Index(fields=["learner", "-id"], name="review_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.card_id} → {self.grade}"


class NewCardCursor(models.Model):
    """A lower bound: this learner has no new card in this document before place `order`.

    It keeps "the next new card" from walking over everything already learnt. It is only a cache:
    deleting a row costs one longer look-up, never a wrong answer.
    """

    learner: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    order = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "document"], name="cursor_one_a_document")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.document_id} from {self.order}"
