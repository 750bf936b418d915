"""Notes that staff have imported, and the passages of sections in them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.models.documents import Document, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Import(models.Model):
    """A file of notes: looked at while `applied_at` is empty, and imported after that.

    `text` is kept until then; afterwards the passages hold what is needed of it.
    """

    document: "models.ForeignKey[Document | None, Document | None]" = models.ForeignKey(
        Document, models.CASCADE, null=True, related_name="imports"
    )
    title = models.CharField(_("title"), max_length=200)
    file_name = models.CharField(_("file"), max_length=200)
    file_digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    encoding = models.CharField(_("encoding"), max_length=20)
    text = models.TextField(blank=True)
    imported_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name


class Passage(models.Model):
    """What the imported notes say in one section, without the sections below it.

    Lines count from 1 and include those below. `heading` is the title as the notes have it.
    `definitions` are footnotes and links that the text uses and that stand elsewhere.
    `previous_text` is what the passage said before its latest change, until staff have looked.
    """

    class State(models.TextChoices):
        PRESENT = "present", _("in the notes")
        EDITED = "edited", _("changed since its cards were made")
        LOST = "lost", _("no longer in the notes")

    section = models.OneToOneField(Section, models.CASCADE, related_name="passage")
    source = models.ForeignKey(Import, models.CASCADE, related_name="passages")
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    definitions = models.TextField(blank=True)
    previous_text = models.TextField(blank=True)
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PRESENT)

    class Meta:
        ordering = ["first_line", "id"]
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_line__gte=models.F("first_line")), name="passage_lines_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.first_line}–{self.last_line}"
