"""What a card would look like in the review, while staff are still writing it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_replace
from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from cards.card_forms import CardForm
from cards.content.editing import similar_cards
from cards.content.entries import TextEntry
from cards.languages import ContentLanguage
from cards.models import Card, CardText, Review
from cards.rendering.cloze import ClozeError, cloze_numbers
from cards.rendering.faces import BackFace, FrontFace, back_face, front_face
from cards.views.access import AnyView, LearnerRequest, P, staff_required
from cards.views.review_page import OUTSIDE_A_REVIEW, source_path

# The order of the choices stays the same while the author types.
_SEED = 0
# Never saved: an id lets Django read the texts and errata set on the instance.
_UNSAVED = 0


def allows_preview_frame(view: AnyView[P]) -> AnyView[P]:
    """For pages that hold the preview's frame."""
    decorated: Any = csp_replace({"frame-src": [SELF]})
    return cast("AnyView[P]", decorated(view))


class PreviewForm(CardForm):
    """Only what shows on the card, so that nothing else can stop the preview."""

    class Meta(CardForm.Meta):
        fields = [
            "section",
            "kind",
            "state",
            "numeric_answer",
            "numeric_tolerance",
            "unit",
            "accepted_units",
            "errata",
        ]

    difficulty = None  # type: ignore[assignment]  # Django's way to drop an inherited field

    def prepare_fields(self) -> None:
        super().prepare_fields()
        self.fields["section"].required = False


@dataclass(frozen=True, slots=True)
class Sides:
    """One card of the text in one language, as the review's partials want it."""

    card: Card
    language: ContentLanguage
    front: FrontFace
    back: BackFace | None
    source: list[Any]  # document and sections
    showing: dict[str, Any] = field(default_factory=lambda: {"phase": Review.Phase.NEW})

    @property
    def front_source(self) -> list[Any]:
        """As in the review, without the last heading: it may give the answer away."""
        return self.source[:-1]

    @property
    def suffix(self) -> str:
        """Keeps the ids of several cards on one page apart."""
        return f"-{self.language}-{self.card.cloze_number}"


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
@require_GET
@staff_required
def preview_frame(request: LearnerRequest) -> HttpResponse:
    """Staff: the empty page, styled as the review is, that the faces are put into."""
    return render(request, "cards/preview_frame.html")


@require_POST
@staff_required
def preview_card(request: LearnerRequest, card_id: int | None = None) -> HttpResponse:
    """Staff: the faces of the card as the form has it, and what is wrong with it. Saves nothing."""
    card = get_object_or_404(Card, pk=card_id) if card_id else None
    form = PreviewForm(request.POST)
    form.is_valid()
    texts = form.texts
    context = {
        **OUTSIDE_A_REVIEW,
        "problems": list(_problems(form)) if texts else [],
        "sides": list(_sides(form, texts)),
        "similar": _similar(texts, card),
    }
    return render(request, "cards/preview.html#result", context)


def _problems(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for name, messages in form.errors.items():
        bound = form.fields.get(name)
        prefix = name[:2] if name[2:3] == "_" else ""
        language = f"{ContentLanguage(prefix).label}, " if prefix in ContentLanguage.values else ""
        label = f"{language}{bound.label}" if bound else ""
        yield from ((label, str(message)) for message in messages)


def _similar(texts: Mapping[str, TextEntry], card: Card | None) -> list[Card]:
    found = {
        similar.pk: similar
        for language, text in texts.items()
        for similar, _likeness in similar_cards(text.front, language, exclude=card)
    }
    return list(found.values())


def _sides(form: PreviewForm, texts: Mapping[str, TextEntry]) -> Iterator[Sides]:
    for language in ContentLanguage:
        if language in texts and texts[language].front:
            for number in _numbers(form, texts[language]):
                yield _sides_of(form, texts[language], language, number)


def _numbers(form: PreviewForm, text: TextEntry) -> list[int]:
    if form.cleaned_data.get("kind") != Card.Kind.CLOZE:
        return [0]
    try:
        return cloze_numbers(text.front)
    except ClozeError:
        return []  # listed among the problems


def _sides_of(form: PreviewForm, text: TextEntry, language: ContentLanguage, number: int) -> Sides:
    card = _unsaved_card(form, text, language, number)
    has_answer = {
        Card.Kind.CHOICE: bool(text.choices),
        Card.Kind.TYPED: bool(text.accepted),
        Card.Kind.NUMERIC: card.numeric_answer is not None,
    }.get(Card.Kind(card.kind), True)
    return Sides(
        card=card,
        language=language,
        front=front_face(card, language, seed=_SEED),
        back=back_face(card, language, seed=_SEED) if has_answer else None,
        source=source_path(card) if "section" in form.cleaned_data and card.section_id else [],
    )


def _unsaved_card(
    form: PreviewForm, text: TextEntry, language: ContentLanguage, number: int
) -> Card:
    cleaned = form.cleaned_data
    section = cleaned.get("section")
    card = Card(
        pk=_UNSAVED,
        section=section,
        document=section.document if section else None,
        kind=cleaned.get("kind", Card.Kind.BASIC),
        cloze_number=number,
        numeric_answer=cleaned.get("numeric_answer"),
        unit=cleaned.get("unit", ""),
    )
    row = CardText(
        card=card,
        language=language,
        front=text.front,
        back=text.back,
        choices=list(text.choices),
        accepted=list(text.accepted),
    )
    # What prefetch_related would set: the faces read these and ask no database.
    card._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "texts": [row],
        "errata": list(cleaned.get("errata") or []),
    }
    return card
