"""What a learner has written, asked for and reached in each exercise."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sandbox.models.exercises import Exercise
from sandbox.models.submissions import Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Draft(models.Model):
    """The program as it stands in the editor, on whichever device it was typed.

    `revision` goes up with every save, so that an older tab cannot overwrite a newer text unseen.
    """

    learner: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts"
    )
    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="drafts")
    framework = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    starter_version = models.CharField(
        max_length=64, help_text=_("Of the exercise when the draft was begun.")
    )
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "exercise", "framework"], name="draft_one_a_framework"
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.exercise_id} ({self.framework})"


class ExerciseProgress(models.Model):
    """What a learner has reached in an exercise; worked out from the submissions, ever again.

    Only full submissions count. `failures` are those before the first accepted one.
    """

    learner: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="exercise_progress"
    )
    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="progress")
    first_accepted = models.ForeignKey(
        Submission, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    failures = models.PositiveIntegerField(default=0)
    best = models.ForeignKey(Submission, models.SET_NULL, null=True, blank=True, related_name="+")
    best_relative_time = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress in an exercise")
        verbose_name_plural = _("progress in exercises")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "exercise"], name="progress_one_an_exercise"
            ),
            models.CheckConstraint(
                condition=Q(best__isnull=True) | Q(best_relative_time__isnull=False),
                name="progress_best_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["exercise", "best_relative_time"],
                condition=Q(best_relative_time__isnull=False),
                name="progress_best_times",
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.exercise_id}"


class Help(models.Model):
    """A hint taken, an exercise given up, or its solution looked at. Rows are only ever added.

    With its time each row tells for which review of the card it counts, also after an undo.
    """

    class Kind(models.TextChoices):
        HINT = "hint", _("hint")
        GAVE_UP = "gave up", _("gave up")
        SOLUTION = "solution", _("solution seen")

    learner: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    hint = models.PositiveSmallIntegerField(_("which hint, from 1"), null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("help taken")
        verbose_name_plural = _("help taken")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="hint", hint__gte=1)
                | Q(kind__in=["gave up", "solution"], hint__isnull=True),
                name="help_hint_has_a_number",
            )
        ]
        indexes = [models.Index(fields=["learner", "exercise", "at"], name="help_by_time")]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.exercise_id}, {self.kind}"


class SandboxSettings(models.Model):
    """A learner's settings for exercises."""

    LONGEST_NAME = 40
    SMALLEST_FONT = 8
    LARGEST_FONT = 40

    user: "models.OneToOneField[User, User]" = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="sandbox_settings",
        primary_key=True,
    )
    shown_name = models.CharField(
        _("name among the best"),
        max_length=LONGEST_NAME,
        blank=True,
        help_text=_("Others see your best times under this name. Empty: they do not see them."),
    )
    font_size = models.PositiveSmallIntegerField(_("letter size in the editor"), default=14)

    class Meta:
        verbose_name = _("settings for exercises")
        verbose_name_plural = _("settings for exercises")
        constraints = [
            models.CheckConstraint(
                condition=Q(font_size__gte=8, font_size__lte=40), name="sandbox_font_size_8_to_40"
            ),
            models.UniqueConstraint(
                fields=["shown_name"],
                condition=~Q(shown_name=""),
                name="sandbox_shown_name_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
