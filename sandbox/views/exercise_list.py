"""The list of exercises: what there is, what is solved, what comes back today."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.views.access import LearnerRequest, learner_required
from sandbox.models import Exercise
from sandbox.overview import ExerciseState, exercise_states

PER_PAGE = 30
LONGEST_SEARCH = 100

STATES: dict[str, Any] = {
    "due": pgettext_lazy("exercise", "due today"),
    "solved": pgettext_lazy("exercise", "✓ solved"),
    "tried": pgettext_lazy("exercise", "tried"),
    "begun": pgettext_lazy("exercise", "begun"),
    "untouched": pgettext_lazy("exercise", "not tried yet"),
}
TOPICS: dict[str, Any] = {
    "boxes": gettext_lazy("boxes"),
    "nms": gettext_lazy("non-maximum suppression"),
    "normalisation": gettext_lazy("normalization"),
    "convolution": gettext_lazy("convolution"),
    "loss": gettext_lazy("losses"),
    "face": gettext_lazy("face recognition"),
    "optimiser": gettext_lazy("optimizers"),
    "metric": gettext_lazy("metrics"),
    "regularisation": gettext_lazy("regularization"),
}
FRAMEWORK_NAMES = {"numpy": "NumPy", "torch": "PyTorch"}


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice that narrows the list."""

    name: str
    label: Any
    options: Sequence[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Row:
    """An exercise as the learner stands to it."""

    standing: ExerciseState

    @property
    def exercise(self) -> Exercise:
        return self.standing.exercise

    @property
    def url(self) -> str:
        return reverse("exercise", args=[self.exercise.slug])

    @property
    def state(self) -> str:
        return "due" if self.standing.is_due else self.standing.state

    @property
    def state_words(self) -> Any:  # noqa: ANN401 (a lazy text)
        return STATES[self.state]

    @property
    def topic(self) -> Any:  # noqa: ANN401 (a lazy text)
        return TOPICS.get(self.exercise.topic, self.exercise.topic)

    @property
    def frameworks(self) -> str:
        return ", ".join(FRAMEWORK_NAMES.get(name, name) for name in self.exercise.frameworks)

    @property
    def best(self) -> str:
        best = self.standing.best_relative_time
        return "" if best is None else f"{best:.2f}"

    @property
    def documents(self) -> dict[str, Any]:
        """The documents that call for it, by id."""
        document = self.exercise.card.document
        return {document.stable_id: document.title}

    def fits(self, chosen: dict[str, str]) -> bool:
        """Whether it is among what was chosen."""
        exercise = self.exercise
        text = f"{exercise.slug} {exercise.title_en} {exercise.title_zh} {exercise.summary_en} "
        text += f"{exercise.summary_zh} {exercise.topic}"
        return (
            chosen["state"] in ("", self.state, self.standing.state)
            and chosen["topic"] in ("", exercise.topic)
            and chosen["difficulty"] in ("", str(exercise.difficulty))
            and (chosen["document"] == "" or chosen["document"] in self.documents)
            and all(word in text.casefold() for word in chosen["words"].casefold().split())
        )


@never_cache
@require_safe
@learner_required
def exercises(request: LearnerRequest) -> HttpResponse:
    """Learners: the exercises, narrowed by what they choose."""
    rows = [Row(one) for one in exercise_states(learner=request.user, now=timezone.now())]
    filters = _filters(request, rows)
    chosen = {one.name: one.chosen for one in filters} | {"words": _words(request)}
    page = Paginator([row for row in rows if row.fits(chosen)], PER_PAGE)
    context = {
        "page": "exercises",
        "page_obj": page.get_page(request.GET.get("p")),
        "filters": filters,
        "chosen": chosen,
        "query": _query(request),
        "total": len(rows),
        "solved": sum(row.standing.state == "solved" for row in rows),
    }
    part = "#list" if request.htmx and not request.htmx.history_restore_request else ""
    return render(request, f"sandbox/exercises.html{part}", context)


def _words(request: HttpRequest) -> str:
    return request.GET.get("words", "").strip()[:LONGEST_SEARCH]


def _query(request: HttpRequest) -> str:
    """The choices of this page as a query without the page's number, for links to other pages."""
    query = request.GET.copy()
    query.pop("p", None)
    return query.urlencode()


def _filters(request: HttpRequest, rows: Sequence[Row]) -> list[Filter]:
    """What can be chosen; a value that nobody offers, as in an old link, chooses nothing."""
    documents = {name: title for row in rows for name, title in row.documents.items()}
    topics = {row.exercise.topic: row.topic for row in rows}
    offered: dict[str, tuple[str, Sequence[tuple[str, Any]]]] = {
        "state": (_("State"), list(STATES.items())),
        "topic": (_("Topic"), list(topics.items())),
        "difficulty": (_("Difficulty"), [(str(n), str(n)) for n in range(1, 6)]),
        "document": (_("Document"), list(documents.items())),
    }
    return [
        Filter(name, label, options, _among(request.GET.get(name, ""), options))
        for name, (label, options) in offered.items()
    ]


def _among(value: str, options: Sequence[tuple[str, Any]]) -> str:
    return value if any(value == offered for offered, _label in options) else ""
