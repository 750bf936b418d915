"""The daily review: show a card, show its answer, take the grade, show the next."""

from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cards.answers import AnswerTooLong
from cards.models import Card
from cards.rows import find
from cards.scheduling.queue import Showing, Today, next_card, showing_of, today
from cards.scheduling.session import (
    GradedBySolving,
    KeyReused,
    NotAnswerable,
    StaleSchedule,
    answer_card,
    suspended_by,
    undo_last,
)
from cards.views.access import LearnerRequest, View, learner_required
from cards.views.card_parts import render_part
from cards.views.review_page import (
    Context,
    NoSuchChoice,
    back_context,
    front_context,
)
from cards.views.showing_token import NotShown, ShowingToken, read_token
from cards.views.sitting import Sitting, review_address, sit_down


@never_cache
@require_GET
@learner_required
def review(request: LearnerRequest) -> HttpResponse:
    """The page itself: the card that a token names, else the next one, or that the day is done."""
    sitting = sit_down(request)
    if "section" in request.GET and sitting.scope is None:
        raise Http404("There is no such section.")
    if "token" in request.GET:
        try:
            return _come_back(request, sitting)
        except (NotShown, NotAnswerable, AnswerTooLong, NoSuchChoice, Http404):
            # Answered meanwhile, or an old address: the next card is what the learner wants.
            pass
    return _show_next(request, sitting)


def _come_back(request: LearnerRequest, sitting: Sitting) -> HttpResponse:
    """Show a card again as it was when the learner went to look at its section."""
    token = read_token(request.GET["token"], request.user)
    showing = _showing(request, token, sitting)
    if request.GET.get("side") == "back":
        return _show_back(request, showing, token, request.GET.get("answer", ""), sitting)
    context = front_context(request, showing, language=token.content_language, token=token)
    return _respond(request, context, sitting)


class NoSuchGrade(ValueError):
    """A grade other than 0 to 5."""


def _saying_why_not(view: View[[]]) -> View[[]]:
    """Say in a sentence why a form about the card shown is not taken; nothing is counted then."""

    @wraps(view)
    def answering(request: LearnerRequest, /) -> HttpResponseBase:
        try:
            return view(request)
        except (NotAnswerable, KeyReused):  # StaleSchedule is among them
            toast = _(
                "That card was already answered or changed elsewhere. Nothing was counted twice."
            )
            return show_next(request, toast=toast, status=409)
        except NotShown:
            reason = _("This card was not shown to you. Reload the page.")
        except AnswerTooLong:
            reason = _("That answer is too long. Type a few words.")
        except NoSuchChoice:
            reason = _("Choose one of the options shown.")
        except NoSuchGrade:
            reason = _("A grade is a whole number from 0 to 5.")
        except GradedBySolving:
            reason = _("An exercise gets its grade from solving it. Open it and submit a solution.")
        return HttpResponse(reason, status=400, content_type="text/plain; charset=utf-8")

    return answering


@require_POST
@learner_required
@_saying_why_not
def reveal(request: LearnerRequest) -> HttpResponse:
    """Show the answer, checked against what was typed or chosen."""
    token = read_token(request.POST.get("token", ""), request.user)
    sitting = sit_down(request)
    showing = _showing(request, token, sitting)
    return _show_back(request, showing, token, request.POST.get("answer", ""), sitting)


@require_POST
@learner_required
@_saying_why_not
def answer(request: LearnerRequest) -> HttpResponse:
    """Take the grade. The same form sent twice counts once."""
    token = read_token(request.POST.get("token", ""), request.user)
    review = answer_card(
        learner=request.user,
        card_id=token.card_id,
        version=token.version,
        grade=_grade(request),
        key=token.uuid,
        duration_ms=_duration_ms(request, token),
        now=timezone.now(),
    )
    leech = _("You keep forgetting that card. It is suspended: bring it back under Settings.")
    return show_next(request, toast=leech if suspended_by(review) else "")


@require_POST
@learner_required
def undo(request: LearnerRequest) -> HttpResponse:
    """Take back the latest answer and show its card again."""
    undone = undo_last(learner=request.user, now=timezone.now(), seen=_seen(request))
    if undone is None:
        return show_next(request, toast=_("There is nothing left to undo."))
    return show_next(request, first=undone.card, toast=_("Undone. Here is the card again."))


@require_POST
@learner_required
@_saying_why_not
def switch_language(request: LearnerRequest) -> HttpResponse:
    """Show this one card in the other language, on the side it shows now."""
    token = read_token(request.POST.get("token", ""), request.user)
    token = token.in_language(token.content_language.other)
    sitting = sit_down(request)
    showing = _showing(request, token, sitting)
    if request.POST.get("side") == "back":
        return _show_back(request, showing, token, request.POST.get("answer", ""), sitting)
    context = front_context(request, showing, language=token.content_language, token=token)
    return _respond(request, context, sitting)


def show_next(
    request: LearnerRequest, *, first: Card | None = None, toast: str = "", status: int = 200
) -> HttpResponse:
    """Show the next card, or `first` if it can be answered; `toast` says what was done before."""
    if request.method == "POST" and not request.htmx:
        if toast:
            messages.info(request, toast)
        return redirect(review_address(request))
    return _show_next(request, sit_down(request), first=first, toast=toast, status=status)


def _show_next(
    request: LearnerRequest,
    sitting: Sitting,
    *,
    first: Card | None = None,
    toast: str = "",
    status: int = 200,
) -> HttpResponse:
    learner, now = request.user, sitting.now
    work = today(learner, now=now, standing=sitting.narrowed)
    showing = showing_of(learner, first, now=now, standing=sitting.standing) if first else None
    showing = showing or next_card(learner, now=now, work=work)
    context: Context = front_context(request, showing) if showing else {"side": "done"}
    return _respond(request, {**context, "toast": toast}, sitting, status=status, work=work)


def _respond(
    request: LearnerRequest,
    context: Context,
    sitting: Sitting,
    *,
    status: int = 200,
    work: Today | None = None,
) -> HttpResponse:
    work = work or today(request.user, now=sitting.now, standing=sitting.narrowed)
    context = {"toast": "", **context, **sitting.context(context), "today": work, "page": "review"}
    if request.htmx:
        return HttpResponse(render_part(request, "swap", context), status=status)
    return render(request, "cards/review.html", context, status=status)


def _show_back(
    request: LearnerRequest, showing: Showing, token: ShowingToken, given: str, sitting: Sitting
) -> HttpResponse:
    context = back_context(request, showing, token, given, day=sitting.standing.day)
    return _respond(request, context, sitting)


def _showing(request: LearnerRequest, token: ShowingToken, sitting: Sitting) -> Showing:
    card = _card(token)
    showing = showing_of(request.user, card, now=sitting.now, standing=sitting.standing)
    if showing is None:
        raise NotAnswerable(card.stable_id)
    if (showing.schedule.version if showing.schedule else 0) != token.version:
        raise StaleSchedule(card.stable_id)
    return showing


def _card(token: ShowingToken) -> Card:
    card = find(Card, token.card_id)
    if card is None:
        raise NotAnswerable(f"card {token.card_id} was deleted")
    return card


def _grade(request: LearnerRequest) -> int:
    grade = request.POST.get("grade", "")
    if grade not in {"0", "1", "2", "3", "4", "5"}:
        raise NoSuchGrade(f"not a grade: {grade!r}")
    return int(grade)


def _seen(request: LearnerRequest) -> datetime | None:
    """When the page was made that the form stands on; None if it does not say."""
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None
    return seen if timezone.is_aware(seen) else None


def _duration_ms(request: LearnerRequest, token: ShowingToken) -> int:
    """The time the browser measured; without JavaScript, the time since the card was sent."""
    measured = request.POST.get("duration_ms", "")
    if measured.isascii() and measured.isdigit() and len(measured) < 10:
        return int(measured)
    return token.milliseconds_since_shown()
