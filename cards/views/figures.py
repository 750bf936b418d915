"""All figures that a card can show, with the Markdown to paste."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from cards.figures import TOPICS, Figure, all_figures, drawing_of
from cards.languages import ContentLanguage, current_content_language
from cards.rendering import render_inline
from cards.views.access import LearnerRequest, staff_required


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a front can hide and a back can show."""

    words: str
    hide: str
    show: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as the page shows it; `markdown` puts it into a card."""

    name: str
    title: str
    html: SafeString
    markdown: str
    parts: list[Part]


@require_GET
@staff_required
def figures(request: LearnerRequest) -> HttpResponse:
    """Staff: the figures of one topic, of the first one unless `?topic=` names another."""
    found = all_figures()
    topic = request.GET.get("topic") or found[0].topic
    if topic not in TOPICS:
        raise Http404
    language = current_content_language()
    place = int(language == ContentLanguage.ZH)
    counts = [(key, sum(figure.topic == key for figure in found)) for key in TOPICS]
    context = {
        "topics": [Topic(key, TOPICS[key][place], count) for key, count in counts if count],
        "topic": topic,
        "entries": [_entry(figure, language) for figure in found if figure.topic == topic],
    }
    return render(request, "cards/figures.html", context)


def _entry(figure: Figure, language: ContentLanguage) -> Entry:
    markdown = f"![](figure:{figure.name})"
    return Entry(
        name=figure.name,
        title=figure.title[language == ContentLanguage.ZH],
        html=render_inline(markdown, language.value),
        markdown=markdown,
        parts=[
            Part(
                words=" ".join(label.lines(language.value)),
                hide=f"![](figure:{figure.name}#hide={part})",
                show=f"![](figure:{figure.name}#show={part})",
            )
            for part, label in drawing_of(figure.name).parts.items()
        ],
    )
