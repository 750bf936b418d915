"""Coding exercises, as the files in fixtures/exercises describe them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.languages import ContentLanguage, current_content_language
from cards.models import Card, Section
from cards.models.documents import Titled


class Exercise(Titled):
    """One exercise. Loading content writes these rows; nobody edits them.

    `page` holds the texts that its page shows (see `sandbox.exercise_pages`): so a page costs one
    row, and the web server needs neither the files nor the numeric libraries that read them.
    """

    slug = models.SlugField(_("id"), max_length=80, unique=True)
    version = models.CharField(
        _("version"), max_length=64, help_text=_("Changes whenever one of its files does.")
    )
    files_digest = models.CharField(max_length=64, editable=False)
    summary_en = models.CharField(_("English summary"), max_length=500)
    summary_zh = models.CharField(_("Chinese summary"), max_length=500)
    difficulty = models.PositiveSmallIntegerField(_("difficulty (1–5)"))
    topic = models.CharField(_("topic"), max_length=50)
    kind = models.CharField(_("kind"), max_length=20)
    entry = models.CharField(_("what is called"), max_length=100)
    frameworks = models.JSONField(_("frameworks"), default=list)
    page = models.JSONField(_("texts of the page"), default=dict, editable=False)
    card = models.OneToOneField(Card, models.PROTECT, related_name="exercise")
    sections = models.ManyToManyField(Section, related_name="exercises")
    position = models.PositiveIntegerField(_("place in the list"), default=0)
    retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")
        constraints = [
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=5), name="exercise_difficulty_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def summary(self) -> str:
        """One sentence in the language of the interface."""
        chinese = current_content_language() == ContentLanguage.ZH
        return self.summary_zh if chinese else self.summary_en
