"""The form that staff fill in for a card, in the admin and on the site.

It holds the card and its texts in both languages, so that they are checked and saved together.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from cards.content.checks import validate_card
from cards.content.entries import TextEntry
from cards.languages import ContentLanguage
from cards.models import Card

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    _CardModelForm = forms.ModelForm[Card]
else:
    _CardModelForm = forms.ModelForm

TEXT_PARTS = ("front", "back", "choices", "accepted")
_KINDS = [choice for choice in Card.Kind.choices if choice[0] != Card.Kind.EXERCISE]


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    def __init__(
        self, *, label: "_StrPromise", help_text: "_StrPromise", widget: forms.Textarea
    ) -> None:
        super().__init__(
            required=False, max_length=4000, label=label, help_text=help_text, widget=widget
        )

    def prepare_value(self, value: object) -> object:
        # Inside one entry, a line break means a space to Markdown.
        if isinstance(value, (list, tuple)):
            return "\n".join(" ".join(str(entry).splitlines()) for entry in value)
        return value

    def to_python(self, value: str | None) -> list[str]:  # type: ignore[override]  # a list here
        lines = (line.strip() for line in (value or "").splitlines())
        return [line for line in lines if line]

    def validate(self, value: list[str]) -> None:
        """Nothing to add: an empty list is allowed, the kind of card decides."""

    def run_validators(self, value: list[str]) -> None:
        super().run_validators("\n".join(value))

    def has_changed(self, initial: list[str] | None, data: str | None) -> bool:
        return list(initial or []) != self.to_python(data)


def _area(rows: int, language: ContentLanguage | None = None, kinds: str = "") -> forms.Textarea:
    attributes: dict[str, Any] = {"rows": rows}
    if language:
        attributes["lang"] = language.html_lang
    if kinds:
        attributes["data-kinds"] = kinds
    return forms.Textarea(attrs=attributes)


def _front(language: ContentLanguage) -> forms.CharField:
    return forms.CharField(
        label=_("Front"), required=False, max_length=4000, widget=_area(4, language)
    )


def _back(language: ContentLanguage) -> forms.CharField:
    return forms.CharField(
        label=_("Back"), required=False, max_length=8000, widget=_area(6, language)
    )


def _choices(language: ContentLanguage) -> LinesField:
    return LinesField(
        label=_("Choices"),
        help_text=_("One on each line, the right one first. They are shuffled when shown."),
        widget=_area(4, language, "choice"),
    )


def _accepted(language: ContentLanguage) -> LinesField:
    return LinesField(
        label=_("Accepted answers"),
        help_text=_("One on each line, the one to show first."),
        widget=_area(3, language, "typed"),
    )


class CardForm(_CardModelForm):
    """A card and its texts, checked as `load_content` checks a file. Saves nothing itself."""

    en_front = _front(ContentLanguage.EN)
    en_choices = _choices(ContentLanguage.EN)
    en_accepted = _accepted(ContentLanguage.EN)
    en_back = _back(ContentLanguage.EN)
    zh_front = _front(ContentLanguage.ZH)
    zh_choices = _choices(ContentLanguage.ZH)
    zh_accepted = _accepted(ContentLanguage.ZH)
    zh_back = _back(ContentLanguage.ZH)
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"), choices=[(n, n) for n in range(1, 6)], coerce=int, initial=2
    )
    accepted_units = LinesField(
        label=_("Accepted units"),
        help_text=_("One on each line."),
        widget=_area(2, kinds="numeric"),
    )

    class Meta:
        model = Card
        fields = [
            "section",
            "stable_id",
            "kind",
            "state",
            "difficulty",
            "numeric_answer",
            "numeric_tolerance",
            "unit",
            "accepted_units",
            "tags",
            "errata",
        ]
        widgets = {
            "numeric_answer": forms.TextInput(attrs={"data-kinds": "numeric"}),
            "numeric_tolerance": forms.TextInput(attrs={"data-kinds": "numeric"}),
            "unit": forms.TextInput(attrs={"data-kinds": "numeric"}),
        }

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        instance: Card | None = None,
    ) -> None:
        known = _initial(instance) if instance and instance.pk else {}
        super().__init__(data, files, initial={**known, **(initial or {})}, instance=instance)
        self._texts: dict[str, TextEntry] = {}
        self.prepare_fields()

    def prepare_fields(self) -> None:
        """Adapt the fields to the card; forms with further fields add to it."""
        kind = self.fields.get("kind")
        if isinstance(kind, forms.ChoiceField) and self.instance.kind != Card.Kind.EXERCISE:
            kind.choices = _KINDS
        if "numeric_tolerance" in self.fields:
            self.fields["numeric_tolerance"].required = False
        if "stable_id" in self.fields:
            self.fields["stable_id"].required = False
            self.fields["stable_id"].help_text = _(
                "Lasts as long as the card. Left empty, it is made from section and front."
            )

    @property
    def texts(self) -> Mapping[str, TextEntry]:
        """The texts by language, also those with mistakes; empty before `is_valid`."""
        return self._texts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Read now: adding an error takes a field's value away.
        self._texts = _read_texts(cleaned)
        if cleaned.get("kind") != Card.Kind.NUMERIC:
            cleaned |= {"numeric_answer": None, "numeric_tolerance": Decimal(0)}
            cleaned |= {"unit": "", "accepted_units": []}
        elif cleaned.get("numeric_tolerance") is None and "numeric_tolerance" not in self.errors:
            cleaned["numeric_tolerance"] = Decimal(0)
        for field, messages in self.find_problems().items():
            name = field.replace(".", "_")
            for message in messages:
                self.add_error(name if name in self.fields else None, message)
        return cleaned

    def find_problems(self) -> Mapping[str, list[str]]:
        """What is wrong with the card itself, by field; a draft may lack a language."""
        cleaned = self.cleaned_data
        problems = validate_card(
            cleaned.get("kind", ""),
            self.texts,
            answer=cleaned.get("numeric_answer"),
            tolerance=cleaned.get("numeric_tolerance"),
            both_languages=cleaned.get("state") == Card.State.PUBLISHED
            and not self.instance.may_lack_a_language,
        )
        # A number that cannot be read has its own message already.
        return {field: found for field, found in problems.items() if field not in self.errors}


def _read_texts(cleaned: Mapping[str, Any]) -> dict[str, TextEntry]:
    """The texts by language; a language with nothing filled in is left out."""
    texts = {}
    for language in ContentLanguage.values:
        parts = {part: cleaned.get(f"{language}_{part}") for part in TEXT_PARTS}
        if any(parts.values()):
            texts[language] = _text_entry(cleaned.get("kind", Card.Kind.BASIC), parts)
    return texts


def _text_entry(kind: str, parts: Mapping[str, Any]) -> TextEntry:
    return TextEntry(
        front=parts["front"] or "",
        back=parts["back"] or "",
        choices=tuple(parts["choices"] or ()) if kind == Card.Kind.CHOICE else (),
        accepted=tuple(parts["accepted"] or ()) if kind == Card.Kind.TYPED else (),
    )


def _initial(card: Card) -> dict[str, Any]:
    """What the model form does not know: the texts, and numbers without idle zeros."""
    initial: dict[str, Any] = {
        f"{text.language}_{part}": getattr(text, part)
        for text in card.texts.all()
        for part in TEXT_PARTS
    }
    for name in ("numeric_answer", "numeric_tolerance"):
        number = getattr(card, name)
        if number is not None:
            initial[name] = f"{number.normalize():f}"
    return initial
