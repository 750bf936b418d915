"""Documents, their sections (a tree) and the mistakes found in them."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cards.languages import ContentLanguage, current_content_language

STABLE_ID_PATTERN = r"^[a-z0-9]+(?:[-/][a-z0-9]+)*$"
validate_stable_id = RegexValidator(
    STABLE_ID_PATTERN, _("Use lower-case letters, digits, “-” and “/” only.")
)


class Origin(models.TextChoices):
    """Where a row comes from: `load_content` only ever touches what was shipped."""

    SHIPPED = "shipped", _("shipped with quizsite")
    LOCAL = "local", _("made on this site")


class Titled(models.Model):
    """A title in both languages."""

    title_en = models.CharField(_("English title"), max_length=200)
    title_zh = models.CharField(_("Chinese title"), max_length=200)

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """The title in the language of the interface."""
        return self.title_in(current_content_language())

    def title_in(self, language: ContentLanguage) -> str:
        return self.title_zh if language == ContentLanguage.ZH else self.title_en


class Document(Titled):
    """A note that cards are made from."""

    stable_id = models.CharField(max_length=100, unique=True, validators=[validate_stable_id])
    description_en = models.TextField(_("English description"), blank=True)
    description_zh = models.TextField(_("Chinese description"), blank=True)
    position = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LOCAL)
    retired = models.BooleanField(default=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title

    @property
    def description(self) -> str:
        chinese = current_content_language() == ContentLanguage.ZH
        return self.description_zh if chinese else self.description_en


class Section(Titled):
    """One heading of a document; `position` is its place in the document's reading order."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="sections")
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children"
    )
    stable_id = models.CharField(max_length=200, unique=True, validators=[validate_stable_id])
    position = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LOCAL)
    retired = models.BooleanField(default=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    without_cards = models.BooleanField(
        default=False,
        editable=False,
        help_text="There is nothing to learn in it, so it needs no cards and no drafts of any.",
    )
    has_passage = models.BooleanField(
        default=False,
        editable=False,
        help_text="Kept beside the passage, so that a review need not look for one.",
    )

    class Meta:
        ordering = ["document", "position", "id"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        indexes = [
            models.Index(fields=["document", "position"], name="section_reading_order"),
            models.Index(fields=["retired"], name="section_retired"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="section_is_not_its_own_parent"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Erratum(models.Model):
    """A mistake in a document, what is right, and how that was verified."""

    class Severity(models.TextChoices):
        MAJOR = "major", _("major")
        MINOR = "minor", _("minor")

    document = models.ForeignKey(Document, models.CASCADE, related_name="errata")
    section = models.ForeignKey(Section, models.CASCADE, related_name="errata")
    stable_id = models.CharField(max_length=200, unique=True, validators=[validate_stable_id])
    line = models.PositiveIntegerField(_("line in the document"), null=True, blank=True)
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.MINOR)
    wrong_en = models.TextField(_("what it says (English)"))
    wrong_zh = models.TextField(_("what it says (Chinese)"))
    correct_en = models.TextField(_("what is right (English)"))
    correct_zh = models.TextField(_("what is right (Chinese)"))
    evidence_en = models.TextField(_("evidence (English)"))
    evidence_zh = models.TextField(_("evidence (Chinese)"))
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LOCAL)
    retired = models.BooleanField(default=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["document", "line", "id"]
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")

    def __str__(self) -> str:
        return self.stable_id
