"""A learner chooses what to study."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cards.scheduling.study_choice import Ids, load_choice, save_choice
from cards.views.access import LearnerRequest, learner_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def study(request: LearnerRequest) -> HttpResponse:
    """Learners, their own choice."""
    profile = request.user.profile
    if request.method == "POST":
        save_choice(
            profile,
            shown=_ids(request.POST.get("shown", "").split()),
            ticked=_ids(request.POST.getlist("ticked")),
        )
        messages.success(request, _("Saved."))
        return redirect("study")
    context = {"choice": load_choice(profile), "page": "study"}
    return render(request, "cards/study.html", context)


def _ids(names: Iterable[str]) -> Ids:
    """Read names such as “section-12”; what is not such a name is passed over."""
    found: dict[str, set[int]] = {"document": set(), "section": set(), "tag": set()}
    for name in names:
        kind, _dash, number = name.partition("-")
        if kind in found and number.isascii() and number.isdigit() and len(number) < 19:
            found[kind].add(int(number))
    return Ids(
        documents=frozenset(found["document"]),
        sections=frozenset(found["section"]),
        tags=frozenset(found["tag"]),
    )
