"""What learners report about cards."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cards.models.cards import Card

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Flag(models.Model):
    """A learner's note to the admins about a card; open until `resolved_at` is set."""

    learner: "models.ForeignKey[User, User]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="flags"
    )
    card = models.ForeignKey(Card, models.CASCADE, related_name="flags")
    note = models.TextField(_("what is wrong"), max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reply = models.TextField(_("reply"), max_length=2000, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        indexes = [
            models.Index(fields=["-id"], condition=Q(resolved_at__isnull=True), name="flag_open")
        ]

    def __str__(self) -> str:
        return f"{self.card_id}: {self.note[:40]}"
