"""A learner looks at the documents, and at one document's tree of sections."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.models import Document
from cards.scheduling.day import learner_day
from cards.statistics.card_counts import NOTHING, counts_by_document
from cards.statistics.section_tree import section_tree
from cards.views.access import LearnerRequest, learner_required


@never_cache
@require_safe
@learner_required
def documents(request: LearnerRequest) -> HttpResponse:
    """Learners: every document in use, with their own progress."""
    counts = counts_by_document(request.user, day=today_of(request))
    rows = [
        {"document": document, "cards": counts.get(document.pk, NOTHING)}
        for document in Document.objects.filter(retired=False)
    ]
    return render(request, "cards/documents.html", {"rows": rows, "page": "documents"})


@never_cache
@require_safe
@learner_required
def document(request: LearnerRequest, stable_id: str) -> HttpResponse:
    """Learners: a document in use, with their own progress."""
    found = get_object_or_404(Document, stable_id=stable_id, retired=False)
    left_out = request.user.profile.skipped_documents.filter(pk=found.pk).exists()
    tree = section_tree(request.user, found, day=today_of(request), left_out=left_out)
    context = {"document": found, "tree": tree, "left_out": left_out, "page": "documents"}
    return render(request, "cards/document.html", context)


def today_of(request: LearnerRequest) -> int:
    """The learner's day."""
    profile = request.user.profile
    return learner_day(timezone.now(), profile.zone, profile.rollover_hour)
