"""Sign in, and what those see who guess passwords."""

import math
from typing import Any

from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cards.models import SiteSettings


class _SignIn(LoginView):
    template_name = "cards/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Everybody; while there is no account, visitors are led to the set-up page."""
    if not User.objects.exists():
        return redirect("setup")
    open_sign_up = SiteSettings.load().open_sign_up
    return _SignIn.as_view(extra_context={"open_sign_up": open_sign_up})(request)


def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The admin's own sign-in page gives way to ours; learners who are no staff get 403."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Say how long to wait after too many wrong passwords; called by django-axes."""
    latest = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials),
        ip_address=request.axes_ip_address,  # type: ignore[attr-defined]  # set by django-axes
    ).aggregate(latest=Max("attempt_time"))["latest"]
    now = timezone.now()
    seconds = math.ceil(((latest or now) + get_cool_off(request) - now).total_seconds())
    context = {"minutes": max(1, math.ceil(seconds / 60))}
    response = render(request, "cards/locked_out.html", context, status=429)
    response.headers["Retry-After"] = str(max(1, seconds))
    return response
