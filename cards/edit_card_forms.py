"""The card's form with what saving asks: nobody saved in between, nothing like it exists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cards.card_forms import TEXT_PARTS, CardForm
from cards.content.editing import save_card_edit, similar_cards
from cards.content.entries import sibling_id
from cards.content.new_ids import new_stable_id
from cards.content.turns import wait_for_turn
from cards.languages import ContentLanguage
from cards.models import Card, Erratum, Section, Tag
from cards.models.documents import validate_stable_id
from cards.rendering.cloze import cloze_numbers


class EditCardForm(CardForm):
    """The form of the admin. Call `is_valid` in the transaction that saves."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)
    save_anyway = forms.BooleanField(
        label=gettext_lazy("Save it although it resembles others"), required=False
    )

    def prepare_fields(self) -> None:
        super().prepare_fields()
        if self.instance.pk:
            self.initial["seen_at"] = self.instance.updated_at.isoformat()

    def save_card(self, editor: User) -> Card:
        """Save everything and return the card, or the one that leads its cloze text now."""
        return save_card_edit(
            self.instance,
            self.texts,
            tags=self.chosen_tags(),
            errata=self.cleaned_data["errata"],
            editor=editor,
        )

    def chosen_tags(self) -> list[Tag]:
        return list(self.cleaned_data["tags"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk:
            self._refuse_stale()
        elif not cleaned.get("stable_id") and cleaned.get("section") and self.texts:
            wait_for_turn()  # or a card that appears at this moment could have the same id
            cleaned["stable_id"] = new_stable_id(cleaned["section"], self.texts)
        if cleaned.get("kind") == Card.Kind.CLOZE and not self.errors:
            self._refuse_taken_ids(cleaned.get("stable_id") or self.instance.stable_id)
        if not cleaned.get("save_anyway"):
            self._ask_about_similar()
        return cleaned

    def _refuse_stale(self) -> None:
        """Two who edit at once: the second one learns of the first, and may then overwrite."""
        present = Card.objects.select_for_update().get(pk=self.instance.pk)
        if self.cleaned_data.get("seen_at") == present.updated_at.isoformat():
            return
        # What the browser sent cannot be changed, but the next save is meant to know of this one.
        data: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # it is a QueryDict
        data[self.add_prefix("seen_at")] = present.updated_at.isoformat()
        self.data = data
        message = _(
            "{who} saved this card at {when}, after you opened it. What you wrote is still below: "
            'compare it with <a href="{history}" target="_blank">the history</a>, then save again '
            "to replace the other version."
        )
        self.add_error(
            None,
            format_html(
                message,
                who=present.updated_by or _("Somebody"),
                when=_local_time(present.updated_at),
                history=reverse("admin:cards_card_history", args=[present.pk]),
            ),
        )

    def _refuse_taken_ids(self, stable_id: str) -> None:
        """Each further number of a cloze text makes a card, whose id must be free."""
        text = next(iter(self.texts.values()))
        wanted = [sibling_id(stable_id, number) for number in cloze_numbers(text.front)]
        taken = Card.objects.filter(stable_id__in=wanted)
        if self.instance.pk:
            taken = taken.exclude(lead=self.instance)
        for card in taken:
            self.add_error(
                None, _("Another card has the id %(id)s already.") % {"id": card.stable_id}
            )

    def _ask_about_similar(self) -> None:
        similar: dict[int, Card] = {}
        for language, text in self.texts.items():
            if f"{language}_front" in self.changed_data:
                exclude = self.instance if self.instance.pk else None
                found = similar_cards(text.front, language, exclude=exclude)
                similar |= {card.pk: card for card, _likeness in found}
        if similar:
            links = format_html_join(
                ", ",
                '<a href="{}" target="_blank">{}</a>',
                ((reverse("edit_card", args=[pk]), card) for pk, card in similar.items()),
            )
            self.add_error(
                "save_anyway",
                format_html(
                    _("This resembles {links}. Tick the box to save it anyway."), links=links
                ),
            )


class TagNamesField(forms.CharField):
    """Tags as words with commas or spaces between them; new ones are allowed."""

    def prepare_value(self, value: object) -> object:
        return " ".join(map(str, value)) if isinstance(value, (list, QuerySet)) else value

    def to_python(self, value: str | None) -> list[str]:  # type: ignore[override]  # a list here
        return list(dict.fromkeys((value or "").replace(",", " ").replace("，", " ").split()))

    def validate(self, value: list[str]) -> None:
        """An empty list is allowed."""

    def run_validators(self, value: list[str]) -> None:
        for name in value:
            super().run_validators(name)

    def has_changed(self, initial: Iterable[Tag] | None, data: str | None) -> bool:
        return {str(tag) for tag in initial or []} != set(self.to_python(data))


@dataclass(frozen=True, slots=True)
class LanguageFields:
    label: str
    fields: list[BoundField]


class SiteCardForm(EditCardForm):
    """The form of the site's own page, with tags as words."""

    tags = TagNamesField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=Tag._meta.get_field("name").max_length,
        validators=[validate_stable_id],
        help_text=gettext_lazy("Words with spaces between them."),
    )

    def prepare_fields(self) -> None:
        super().prepare_fields()
        sections = cast("forms.ModelChoiceField[Section]", self.fields["section"])
        sections.queryset = Section.objects.filter(retired=False).select_related("document")
        sections.label_from_instance = _section_label  # type: ignore[assignment, method-assign]
        errata = cast("forms.ModelMultipleChoiceField[Erratum]", self.fields["errata"])
        errata.queryset = Erratum.objects.filter(retired=False)
        if self.instance.pk:
            del self.fields["stable_id"]

    def chosen_tags(self) -> list[Tag]:
        return [Tag.objects.get_or_create(name=name)[0] for name in self.cleaned_data["tags"]]

    def languages(self) -> list[LanguageFields]:
        """The fields of the texts, one group for each language."""
        parts = sorted(TEXT_PARTS, key=["front", "choices", "accepted", "back"].index)
        return [
            LanguageFields(str(language.label), [self[f"{language}_{part}"] for part in parts])
            for language in ContentLanguage
        ]

    def placing(self) -> list[BoundField]:
        names = ["kind", "section", "state", "difficulty", "stable_id"]
        return [self[name] for name in names if name in self.fields]

    def number(self) -> list[BoundField]:
        names = ["numeric_answer", "numeric_tolerance", "unit", "accepted_units"]
        return [self[name] for name in names]

    def sorting(self) -> list[BoundField]:
        return [self["tags"], self["errata"]]


def _section_label(section: Section) -> str:
    return f"{section.title} ({section.stable_id})"


def _local_time(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "DATETIME_FORMAT")
