"""Who may see what. Every view begins with one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from cards.models import Profile

P = ParamSpec("P")


class LearnerRequest(HttpRequest):
    """A request whose user is signed in and has a profile."""

    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[LearnerRequest, P], HttpResponseBase]
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def learner_required(view: View[P]) -> AnyView[P]:
    """Let signed-in learners in; send others to sign in and back to where they wanted to go.

    A page that is already open asks by htmx: it is told to sign in and keeps what it shows.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            if getattr(request, "htmx", False):
                return render(request, "signed_out.html", status=401)
            return redirect_to_login(_wanted(request))
        if getattr(user, "profile", None) is None:
            # Made by createsuperuser: the browser's language is the best guess there is.
            user.profile, _created = Profile.objects.get_or_create(
                user=user, defaults={"language": get_language() or "en"}
            )
        return view(request, *args, **kwargs)  # type: ignore[arg-type]  # checked just above

    return guarded


def _wanted(request: HttpRequest) -> str:
    """The address to go on at: a form's own need not be one that can be looked at."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    messages.info(request, _("You were signed out: nothing was saved. Sign in and try again."))
    return reverse("today")


def staff_required(view: View[P]) -> AnyView[P]:
    """Let staff in; other learners get 403, visitors are sent to sign in."""

    @wraps(view)
    def guarded(request: LearnerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return learner_required(guarded)
