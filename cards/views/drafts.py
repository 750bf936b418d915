"""The inbox of draft cards: what the rules propose, for staff to decide on."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cards.content.imports.deciding import MOST_AT_ONCE, precision_by_rule, problems_of
from cards.languages import ContentLanguage
from cards.models import Card, Document, Draft
from cards.rendering import cloze
from cards.rendering.cloze import ClozeError
from cards.rendering.markdown import render_markdown
from cards.views.access import LearnerRequest, staff_required

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft ready for the page; `problems` say why it is no card yet."""

    draft: Draft
    front: SafeString
    back: SafeString
    lang: str
    language: str
    problems: list[str]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How a rule has done: `percent` of what was decided was accepted; None before the first."""

    rule: str
    name: str
    accepted: int
    decided: int
    pending: int
    percent: int | None


@never_cache
@require_GET
@staff_required
def drafts(request: LearnerRequest) -> HttpResponse:
    """Staff: drafts that nobody has decided on, by document and rule."""
    return show_inbox(request)


def show_inbox(request: LearnerRequest, *, toast: str = "", status: int = 200) -> HttpResponse:
    """The inbox as the query of the address filters it; `toast` says what was done before."""
    template = "cards/drafts.html#swap" if request.htmx else "cards/drafts.html"
    return render(request, template, {**_inbox(request), "toast": toast}, status=status)


def pending_drafts(request: LearnerRequest) -> QuerySet[Draft]:
    """Drafts to review, of the document and rule that the address names."""
    found = Draft.objects.filter(
        state=Draft.State.PENDING, section__retired=False, section__document__retired=False
    )
    if document := request.GET.get("document"):
        found = found.filter(section__document__stable_id=document)
    if rule := request.GET.get("rule"):
        found = found.filter(rule=rule)
    return found.select_related("section__document")


def draft_row(draft: Draft) -> DraftRow:
    """The draft as it would be shown; what cannot be read is shown as it is written."""
    front = draft.front
    if draft.kind == Card.Kind.CLOZE:
        try:
            for number in cloze.cloze_numbers(front)[:1]:
                front = cloze.reveal(front, number)
        except ClozeError:
            front = draft.front
    return DraftRow(
        draft,
        render_markdown(front, draft.language),
        render_markdown(draft.back, draft.language),
        ContentLanguage(draft.language).html_lang,
        str(ContentLanguage(draft.language).label),
        problems_of(draft),
    )


def _inbox(request: LearnerRequest) -> dict[str, Any]:
    pages = Paginator(pending_drafts(request), PER_PAGE).get_page(request.GET.get("p"))
    names = ("document", "rule")
    chosen = {name: str(request.GET[name]) for name in names if request.GET.get(name)}
    documents = Document.objects.filter(sections__drafts__isnull=False, retired=False).distinct()
    rule = chosen.get("rule", "")
    return {
        "rows": [draft_row(draft) for draft in pages],
        "pages": pages,
        "documents": documents,
        "chosen": chosen,
        "query": urlencode(chosen),
        "address": f"?{urlencode({**chosen, 'p': str(pages.number)})}",
        "rules": _rules(),
        "at_once": min(MOST_AT_ONCE, pages.paginator.count),
        "rule_name": dict(Draft.Rule.choices).get(rule, ""),
        "page": "drafts",
    }


def _rules() -> list[RuleRow]:
    found = precision_by_rule()
    return [
        RuleRow(
            rule,
            str(name),
            taken,
            decided,
            pending,
            round(100 * taken / decided) if decided else None,
        )
        for rule, name in Draft.Rule.choices
        if rule in found
        for taken, decided, pending in [found[rule]]
    ]
