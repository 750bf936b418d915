"""Cards, their texts in each language, their tags and the history of their changes."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cards.languages import ContentLanguage
from cards.models.documents import Document, Erratum, Origin, Section, validate_stable_id

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Tag(models.Model):
    """A word that groups cards across documents."""

    name = models.CharField(max_length=50, unique=True, validators=[validate_stable_id])

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name


class Card(models.Model):
    """One fact to remember. One progress per learner, whichever language shows it.

    A cloze text with several numbers makes several cards: the first is the *lead* and owns the
    texts, tags and errata; the others point at it through `lead` and differ in `cloze_number`.
    """

    class Kind(models.TextChoices):
        BASIC = "basic", _("question and answer")
        CLOZE = "cloze", _("cloze")
        CHOICE = "choice", _("multiple choice")
        NUMERIC = "numeric", _("number")
        TYPED = "typed", _("typed answer")
        EXERCISE = "exercise", _("coding exercise")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    document = models.ForeignKey(Document, models.CASCADE, related_name="cards")
    section = models.ForeignKey(Section, models.CASCADE, related_name="cards")
    lead = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="siblings")
    stable_id = models.CharField(max_length=250, unique=True, validators=[validate_stable_id])
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BASIC)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    order = models.BigIntegerField(
        _("place in the document"),
        default=0,
        help_text=_("Section position × 10,000 + place in the section."),
    )
    cloze_number = models.PositiveSmallIntegerField(default=0)
    difficulty = models.PositiveSmallIntegerField(_("difficulty (1–5)"), default=2)
    numeric_answer = models.DecimalField(
        _("numeric answer"), max_digits=30, decimal_places=12, null=True, blank=True
    )
    numeric_tolerance = models.DecimalField(
        _("tolerance (absolute)"), max_digits=30, decimal_places=12, default=0
    )
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    accepted_units = models.JSONField(_("accepted units"), default=list, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="cards")
    errata = models.ManyToManyField(Erratum, blank=True, related_name="cards")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LOCAL)
    edited_locally = models.BooleanField(
        _("edited on this site"),
        default=False,
        help_text=_("A shipped card that was edited here is not overwritten by load_content."),
    )
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        ordering = ["document", "order", "id"]
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        indexes = [
            # New cards are taken in document order from a cursor on.
            models.Index(
                fields=["document", "order", "id"],
                condition=Q(state="published"),
                name="card_published_order",
            ),
            models.Index(fields=["section", "order"], name="card_section_order"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(difficulty__gte=1, difficulty__lte=5), name="card_difficulty_1_to_5"
            ),
            models.CheckConstraint(
                condition=~Q(kind="numeric") | Q(numeric_answer__isnull=False),
                name="card_numeric_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(numeric_tolerance__gte=0), name="card_tolerance_not_negative"
            ),
            models.CheckConstraint(
                condition=(Q(kind="cloze") & Q(cloze_number__gte=1))
                | (~Q(kind="cloze") & Q(cloze_number=0)),
                name="card_cloze_number_only_for_cloze",
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=True) | Q(kind="cloze"), name="card_lead_only_for_cloze"
            ),
            models.CheckConstraint(condition=~Q(lead=F("id")), name="card_does_not_lead_itself"),
        ]

    def __str__(self) -> str:
        return self.stable_id

    @property
    def text_owner(self) -> "Card":
        """The card whose texts, tags and errata this card shows."""
        return self.lead or self

    @property
    def sibling_group(self) -> int:
        """Cards with the same group come from one cloze text."""
        return self.lead_id or self.pk

    @property
    def may_lack_a_language(self) -> bool:
        """Notes are in one language, and so may the cards be that were made from them."""
        return self.pk is not None and self.drafts.exists()

    def text(self, language: ContentLanguage) -> "CardText":
        """The text in `language`, else in the other one; raises CardText.DoesNotExist."""
        texts = {text.language: text for text in self.text_owner.texts.all()}
        found = texts.get(language) or texts.get(language.other)
        if found is None:
            raise CardText.DoesNotExist(f"card {self.stable_id} has no text")
        return found


class CardText(models.Model):
    """What a card says in one language, as Markdown.

    `front` holds the question, or the cloze text with its ``{{c1::…}}`` deletions.
    `choices` lists the options of a choice card, the right one first.
    `accepted` lists the accepted forms of a typed answer, the one to show first.
    """

    card = models.ForeignKey(Card, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=ContentLanguage.choices)
    front = models.TextField(_("front"), max_length=4000)
    back = models.TextField(_("back"), max_length=8000, blank=True)
    choices = models.JSONField(_("choices, the right one first"), default=list, blank=True)
    accepted = models.JSONField(_("accepted answers"), default=list, blank=True)

    class Meta:
        ordering = ["language"]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(fields=["card", "language"], name="card_one_text_a_language"),
            models.CheckConstraint(
                condition=Q(language__in=ContentLanguage.values), name="card_text_known_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} ({self.language})"


class CardRevision(models.Model):
    """A card as it was after one change: who changed what, and when."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="revisions")
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    comment = models.CharField(max_length=200, blank=True)
    snapshot = models.JSONField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return f"{self.card_id} @ {self.changed_at:%Y-%m-%d %H:%M}"
