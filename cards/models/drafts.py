"""Cards that rules propose for imported passages, and what staff made of them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.languages import ContentLanguage
from cards.models.cards import Card
from cards.models.documents import Section

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Draft(models.Model):
    """A proposed card; `line` is where in the notes it comes from.

    `other_front` and `other_back` say the same in the other language, where staff wrote it.
    `decision` is shared by what was decided at once. `undo` is what taking it back needs.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("to review")
        ACCEPTED = "accepted", _("accepted")
        MERGED = "merged", _("merged")
        DISCARDED = "discarded", _("discarded")

    class Rule(models.TextChoices):
        QUESTION = "question", _("question as heading")
        HEADING = "heading", _("heading")
        CONTRAST = "contrast", _("comparison")
        DEFINITION = "definition", _("term and definition")
        EMPHASIS = "emphasis", _("words in bold")
        ASKED_AND_ANSWERED = "asked-and-answered", _("Q: and A:")
        DOUBLE_COLON = "double-colon", _("front :: back")
        TABLE_ROW = "table-row", _("row of a table")
        FORMULA_RECALL = "formula-recall", _("formula to write down")
        FORMULA_CLOZE = "formula-cloze", _("formula to fill in")
        STEPS = "steps", _("steps to put in order")

    section = models.ForeignKey(Section, models.CASCADE, related_name="drafts")
    rule = models.CharField(_("rule"), max_length=20, choices=Rule.choices)
    kind = models.CharField(max_length=10, choices=Card.Kind.choices)
    language = models.CharField(max_length=2, choices=ContentLanguage.choices)
    line = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    front = models.TextField(_("Front"), max_length=4000)
    back = models.TextField(_("Back"), max_length=8000, blank=True)
    other_front = models.TextField(max_length=4000, blank=True)
    other_back = models.TextField(max_length=8000, blank=True)
    accepted = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    card: "models.ForeignKey[Card | None, Card | None]" = models.ForeignKey(
        Card, models.SET_NULL, null=True, blank=True, related_name="drafts"
    )
    decision = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undo = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["section__document", "line", "id"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [
            models.Index(fields=["state", "rule"], name="draft_state_rule"),
            models.Index(fields=["decided_by", "decided_at"], name="draft_decided"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["section", "digest"], name="draft_once_a_section"),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True)
                | (~Q(state="pending") & Q(decided_at__isnull=False)),
                name="draft_decided_or_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.front[:40]}"

    @property
    def other_language(self) -> ContentLanguage:
        return ContentLanguage(self.language).other
