"""What the imported notes say in a section, fetched when a learner opens it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.models import Passage
from cards.rendering.passages import LONGEST, is_long, render_passage
from cards.views.access import LearnerRequest, learner_required


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage ready for the page: `long` if only its beginning is shown."""

    html: SafeString
    long: bool


@never_cache
@require_safe
@learner_required
def passage(request: LearnerRequest, stable_id: str) -> HttpResponse:
    """Learners: the passage of a section in use; without text of its own, that of those below."""
    found = get_object_or_404(
        Passage.objects.select_related("section__document", "source"),
        section__stable_id=stable_id,
        section__retired=False,
        section__document__retired=False,
    )
    template = "cards/passage.html#text" if request.htmx else "cards/passage.html"
    text, definitions = _with_those_below(found)
    context = {
        "passage": found,
        "section": found.section,
        "shown": Shown(render_passage(text, definitions), is_long(text)),
        "page": "documents",
    }
    return render(request, template, context)


def _with_those_below(passage: Passage) -> tuple[str, str]:
    """The text of the passage; of a heading alone, with the sections that its lines include."""
    if any(line.strip() for line in passage.text.split("\n")[1:]):
        return passage.text, passage.definitions
    if passage.first_line == passage.last_line or passage.state == Passage.State.LOST:
        return passage.text, passage.definitions
    below = Passage.objects.filter(
        source=passage.source_id,
        section__document=passage.section.document_id,
        first_line__gte=passage.first_line,
        last_line__lte=passage.last_line,
    ).exclude(state=Passage.State.LOST)
    texts, definitions, length = [], [], 0
    for one in below:
        texts.append(one.text)
        definitions.append(one.definitions)
        length += len(one.text)
        if length > LONGEST:
            break
    return "\n\n".join(texts), "\n\n".join(filter(None, definitions))
