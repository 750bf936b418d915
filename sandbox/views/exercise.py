"""The page of an exercise: statement and editor side by side, and how the last program fared."""

import uuid
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.languages import current_content_language
from cards.models import Card
from cards.rendering.faces import front_face
from cards.rendering.markdown import render_markdown
from cards.views.access import LearnerRequest, learner_required
from sandbox.drafts import load_draft
from sandbox.exercise_pages import exercise_page, solution_of
from sandbox.models import Exercise, Submission
from sandbox.queue.waking import gpu_is_served
from sandbox.results import best_times, latest_submissions
from sandbox.rounds import Round, round_of
from sandbox.settings_of_learners import load_settings
from sandbox.solving import hints_taken, may_see_solution
from sandbox.views.attempts import attempt_rows
from sandbox.views.exercise_list import FRAMEWORK_NAMES, STATES
from sandbox.views.grading import grading_of
from sandbox.views.lookup import exercise_or_404
from sandbox.views.statement import code_html, solution_html, statement_html
from sandbox.views.submissions import result_of

ATTEMPTS_SHOWN = 8
CARDS_SHOWN = 8


@never_cache
@require_safe
@learner_required
def exercise(request: LearnerRequest, slug: str) -> HttpResponse:
    """Learners: read an exercise and write a program for it."""
    row = exercise_or_404(slug)
    framework = request.GET.get("framework") or _latest_framework(request.user, row)
    if framework not in row.frameworks:
        raise Http404
    present = round_of(learner=request.user, exercise=row, now=timezone.now())
    settings = load_settings(learner=request.user)
    context = {
        "page": "exercises",
        "exercise": row,
        "content": exercise_page(row),
        "framework": framework,
        "frameworks": [(name, FRAMEWORK_NAMES[name]) for name in row.frameworks],
        "key": uuid.uuid4(),
        "draft": load_draft(learner=request.user, exercise=row, framework=framework),
        "source_path": [row.card.document, row.card.section],
        "cards": _cards(row),
        **_reading(row, framework),
        **hints_context(request.user, row),
        **_standing(request.user, row, present),
        **_solution(request.user, row, framework, present),
        "best_times": best_times(exercise=row, learner=request.user),
        "gpu": framework == "torch" and gpu_is_served(timezone.now()),
        "shown_name": settings.shown_name,
        "font_size": settings.font_size,
    }
    return render(request, "sandbox/exercise.html", context)


def hints_context(learner: User, row: Exercise) -> dict[str, Any]:
    """The hints taken so far, as HTML, and how many are left."""
    taken = hints_taken(learner=learner, exercise=row, now=timezone.now())
    return {
        "exercise": row,
        "hints": [render_markdown(hint.text) for hint in taken],
        "hints_left": exercise_page(row).hints - len(taken),
    }


def _latest_framework(learner: User, row: Exercise) -> str:
    """What the learner used last here, else the exercise's first."""
    latest = row.drafts.filter(learner=learner, framework__in=row.frameworks)
    found = latest.order_by("-updated_at").values_list("framework", flat=True).first()
    return found or str(row.frameworks[0])


def _reading(row: Exercise, framework: str) -> dict[str, Any]:
    page = exercise_page(row)
    return {
        "statement": statement_html(page, framework),
        "starter": page.starters[framework],
        "forbidden": page.forbidden,
    }


def _standing(learner: User, row: Exercise, present: Round) -> dict[str, Any]:
    """The latest attempts and the result of the last one."""
    attempts = latest_submissions(learner=learner, exercise=row, count=ATTEMPTS_SHOWN + 1)
    latest = attempts[0] if attempts else None
    solved = any(attempt.is_accepted for attempt in attempts) or present.accepted is not None
    state = "solved" if solved else "tried" if attempts else "untouched"
    return {
        "result": result_of(latest) if latest else None,
        "grading": grading_of(learner, row, present),
        "on_gpu": latest is not None and latest.device == Submission.Device.CUDA,
        "attempts": attempt_rows(attempts[:ATTEMPTS_SHOWN]),
        "more_attempts": len(attempts) > ATTEMPTS_SHOWN,
        "state": state,
        "state_words": STATES[state],
    }


def _solution(learner: User, row: Exercise, framework: str, present: Round) -> dict[str, Any]:
    """The solution once it was earned or given away in this round; else whether it may be had."""
    given_away = present.solution_seen or present.gave_up
    if not given_away and present.accepted is None:
        return {"may_see_solution": may_see_solution(learner=learner, exercise=row)}
    solution = solution_of(row)
    return {
        "solution": solution_html(solution.notes),
        "solution_open": given_away,
        "solution_code": code_html(solution.programs[framework]),
    }


def _cards(row: Exercise) -> list[dict[str, Any]]:
    """Cards of the exercise's sections, to read up on what it is about."""
    language = current_content_language()
    cards = (
        Card.objects.filter(
            section__in=row.sections.all(), state=Card.State.PUBLISHED, lead__isnull=True
        )
        .exclude(kind=Card.Kind.EXERCISE)
        .select_related("section", "lead")
        .prefetch_related("texts")
    )
    return [
        {"front": front_face(card, language, seed=0).html, "section": card.section.title}
        for card in cards[:CARDS_SHOWN]
    ]
