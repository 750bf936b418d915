"""A learner looks at one section: its cards, its mistakes, its exercises; and at a card's sides."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.languages import current_content_language
from cards.models import Card, CardText, Erratum, Section
from cards.rendering.cloze import ClozeError
from cards.rendering.faces import BackFace, ErratumFace, back_face, erratum_face
from cards.statistics.section_tree import SectionTree, section_tree
from cards.views.access import LearnerRequest, learner_required
from cards.views.documents import today_of
from cards.views.review_page import OUTSIDE_A_REVIEW
from cards.views.section_cards import card_rows, cards_of
from cards.views.sitting import way_back

PER_PAGE = 25


@never_cache
@require_safe
@learner_required
def section(request: LearnerRequest, stable_id: str) -> HttpResponse:
    """Learners: a section in use, with their own progress; `?token=` is the way back to a card."""
    found = get_object_or_404(
        Section.objects.select_related("document"),
        stable_id=stable_id,
        retired=False,
        document__retired=False,
    )
    day = today_of(request)
    left_out = request.user.profile.skipped_documents.filter(pk=found.document_id).exists()
    tree = section_tree(request.user, found.document, day=day, left_out=left_out)
    cards = cards_of(found)
    pages = Paginator(cards.exclude(kind=Card.Kind.EXERCISE), PER_PAGE).get_page(
        request.GET.get("p")
    )
    exercises = list(cards.filter(kind=Card.Kind.EXERCISE).prefetch_related("exercise"))
    back = way_back(request.GET.dict())
    context = {
        "section": found,
        **_place(tree, found),
        "pages": pages,
        "rows": card_rows(request.user, list(pages), day=day),
        "exercises": card_rows(request.user, exercises, day=day),
        "errata": _errata_of(found),
        "way_back": back,
        "query": back,
        "page": "documents",
    }
    return render(request, "cards/section.html", context)


@never_cache
@require_safe
@learner_required
def card_sides(request: LearnerRequest, card_id: int) -> HttpResponse:
    """Learners: front and back of a published card; looking at it counts for nothing."""
    texts = ("texts", "errata", "lead__texts", "lead__errata")
    card = get_object_or_404(
        Card.objects.select_related("lead", "section").prefetch_related(*texts),
        pk=card_id,
        state=Card.State.PUBLISHED,
        section__retired=False,
        document__retired=False,
    )
    template = "cards/card_sides.html#sides" if request.htmx else "cards/card_sides.html"
    context = {**OUTSIDE_A_REVIEW, "card": card, "face": _back(card), "page": "documents"}
    return render(request, template, context)


def _place(tree: SectionTree, section: Section) -> dict[str, Any]:
    """Where the section stands: its branch of the tree, and its neighbours in reading order."""
    order = list(tree)
    at = next((i for i, branch in enumerate(order) if branch.pk == section.pk), None)
    if at is None:
        raise Http404("The section was taken out of use at this very moment.")
    return {
        "branch": order[at],
        "previous": order[at - 1] if at else None,
        "following": order[at + 1] if at + 1 < len(order) else None,
    }


def _errata_of(section: Section) -> list[ErratumFace]:
    errata = Erratum.objects.filter(section=section, retired=False)
    return [erratum_face(erratum, current_content_language()) for erratum in errata]


def _back(card: Card) -> BackFace | None:
    """The whole card; None for one that cannot be shown."""
    try:
        return back_face(card, current_content_language(), seed=0)
    except (CardText.DoesNotExist, ClozeError):
        return None
