"""A learner's settings, and the settings of the whole site."""

import zoneinfo
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.models.cards import Tag
from cards.models.documents import Document, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a known time zone."), params={"name": name})


class Profile(models.Model):
    """How one person learns. Everything not skipped is studied."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("as the device")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    class SiblingRule(models.TextChoices):
        CLOZE = "cloze", _("cards made from one cloze text")
        SECTION = "section", _("cards of one section")
        NONE = "none", _("no cards")

    class LeechAction(models.TextChoices):
        SUSPEND = "suspend", _("mark and suspend")
        MARK = "mark", _("mark only")

    user: "models.OneToOneField[User, User]" = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile", primary_key=True
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    time_zone_confirmed = models.BooleanField(default=False)
    rollover_hour = models.PositiveSmallIntegerField(
        _("the day begins at"), default=4, validators=[MaxValueValidator(23)]
    )
    new_per_day = models.PositiveIntegerField(
        _("new cards a day"), default=20, validators=[MaxValueValidator(9999)]
    )
    reviews_per_day = models.PositiveIntegerField(
        _("reviews a day"), default=200, validators=[MaxValueValidator(9999)]
    )
    sibling_rule = models.CharField(
        _("keep apart by a day"),
        max_length=10,
        choices=SiblingRule.choices,
        default=SiblingRule.CLOZE,
    )
    leech_lapses = models.PositiveSmallIntegerField(
        _("failures that make a leech"), default=8, validators=[MaxValueValidator(99)]
    )
    leech_action = models.CharField(
        _("a leech is"), max_length=10, choices=LeechAction.choices, default=LeechAction.SUSPEND
    )
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    show_timer = models.BooleanField(_("show the answer timer"), default=True)
    theme = models.CharField(
        _("appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO
    )
    skipped_documents = models.ManyToManyField(Document, blank=True, related_name="+")
    skipped_sections = models.ManyToManyField(Section, blank=True, related_name="+")
    skipped_tags = models.ManyToManyField(Tag, blank=True, related_name="+")

    class Meta:
        verbose_name = _("learner")
        verbose_name_plural = _("learners")
        constraints = [
            models.CheckConstraint(
                condition=Q(rollover_hour__lte=23), name="profile_rollover_within_the_day"
            )
        ]

    def __str__(self) -> str:
        return self.user.get_username()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The learner's time zone; UTC where this machine does not know it (any more)."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            return zoneinfo.ZoneInfo("UTC")


class SiteSettings(models.Model):
    """The one row of settings that an admin changes for everybody."""

    open_sign_up = models.BooleanField(
        _("visitors may sign up"),
        default=False,
        help_text=_("When off, only an admin can make accounts."),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="site_settings_single_row")]

    def __str__(self) -> str:
        return "Site settings"

    @classmethod
    def load(cls) -> "SiteSettings":
        row, _created = cls.objects.get_or_create(id=1)
        return row
