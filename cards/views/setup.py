"""The first visit: whoever can read the terminal makes the first account."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cards.accounts import AlreadySetUp, create_first_account
from cards.forms import NewAccountForm
from quizsite import setup_token

SIGN_IN_BACKEND = "cards.backends.LearnerBackend"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Anybody who knows the one-time token, and only while there is no account."""
    if User.objects.exists():
        return redirect("login")
    token = request.GET.get("token", "")
    if not setup_token.token_matches(token):
        return render(request, "cards/setup_token.html", {"wrong": bool(token)}, status=403)
    form = NewAccountForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "cards/setup.html", {"form": form}, status=status)
    try:
        user = create_first_account(form, language=get_language() or "en")
    except AlreadySetUp:
        messages.error(request, _("Somebody else has just made the first account."))
        return redirect("login")
    setup_token.discard()
    login(request, user, backend=SIGN_IN_BACKEND)
    return redirect("today")
