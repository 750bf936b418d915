"""From solving to the schedule: the grade that was earned, offered as buttons."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cards.models import Review
from cards.scheduling.day import learner_day
from cards.scheduling.session import previews
from cards.scheduling.showing import Showing
from cards.views.access import LearnerRequest, learner_required
from cards.views.intervals import days
from cards.views.review_page import GRADES
from cards.views.sitting import review_address, section_query
from sandbox.grading import confirm_exercise, grade_exercise
from sandbox.models import Exercise
from sandbox.rounds import Round
from sandbox.views.lookup import exercise_or_404
from sandbox.views.refusals import refusal, saying_why_not


@dataclass(frozen=True, slots=True)
class GradeButton:
    grade: int
    name: Any
    comes_back: str
    earned: bool


@dataclass(frozen=True, slots=True)
class Grading:
    """What can be done with the schedule now. Without `buttons` there is only something to say."""

    key: uuid.UUID
    words: str
    buttons: Sequence[GradeButton] = ()
    confirms: bool = False


def grading_of(learner: User, row: Exercise, present: Round) -> Grading | None:
    """Offer the grades up to the one earned; None while there is nothing to grade."""
    key = uuid.uuid4()
    if present.phase == Review.Phase.DRILL:
        words = _("Graded below 4 today. Go over it once more, then say so.")
        return Grading(key, words, confirms=True)
    earned = present.grade
    if earned is None:
        return None
    if present.phase is None:
        return Grading(key, _("It is not due: this was practice, and its schedule stays."))
    profile = learner.profile
    today = learner_day(timezone.now(), profile.zone, profile.rollover_hour)
    showing = Showing(row.card, present.schedule, present.phase)
    offered = [
        GradeButton(grade, GRADES[grade][0], days(preview.days), grade == earned)
        for grade, preview in previews(showing, today=today).items()
        if grade <= earned
    ]
    return Grading(key, _earned_words(present), offered[::-1])


def _earned_words(present: Round) -> str:
    if present.gave_up or present.solution_seen:
        return _("Given up or solved after the solution was seen: grade 1.")
    if present.hints:
        text = ngettext(
            "Solved with {n} hint: at most 3.", "Solved with {n} hints: at most 3.", present.hints
        )
        return text.format(n=present.hints)
    if present.failed:
        text = ngettext(
            "Solved after {n} failed submission.",
            "Solved after {n} failed submissions.",
            present.failed,
        )
        return text.format(n=present.failed)
    return _("Solved at the first submission.")


@require_POST
@learner_required
@saying_why_not
def grade(request: LearnerRequest, slug: str) -> HttpResponseBase:
    """Learners: take the earned grade or a lower one into the schedule. Twice counts once."""
    row = exercise_or_404(slug)
    chosen = request.POST.get("grade", "")
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return refusal(_("This form is not complete. Reload the page; your text is kept."))
    now = timezone.now()
    if chosen == "confirm":
        confirm_exercise(learner=request.user, exercise=row, key=key, now=now)
        messages.success(request, _("Done for today."))
        return redirect(review_address(request))
    if chosen not in {"0", "1", "2", "3", "4", "5"}:
        return refusal(_("A grade is a whole number from 0 to 5."))
    review = grade_exercise(learner=request.user, exercise=row, grade=int(chosen), key=key, now=now)
    text = ngettext(
        "It comes back in {n} day.", "It comes back in {n} days.", review.interval_after
    )
    messages.success(request, text.format(n=review.interval_after))
    return redirect(reverse("exercise", args=[row.slug]) + section_query(request))
