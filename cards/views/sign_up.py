"""New learners make their own account, if the admin allows it."""

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cards.accounts import create_account
from cards.forms import NewAccountForm
from cards.models import SiteSettings
from cards.views.setup import SIGN_IN_BACKEND


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Visitors, while the site's settings let them."""
    if request.user.is_authenticated:
        return redirect("today")
    if not User.objects.exists():
        return redirect("setup")
    if not SiteSettings.load().open_sign_up:
        return render(request, "cards/sign_up_closed.html", status=403)
    form = NewAccountForm(request.POST or None)
    user = _save(form) if form.is_valid() else None
    if user is None:
        status = 422 if form.is_bound else 200
        return render(request, "cards/sign_up.html", {"form": form}, status=status)
    login(request, user, backend=SIGN_IN_BACKEND)
    return redirect("today")


def _save(form: NewAccountForm) -> User | None:
    try:
        return create_account(form, language=get_language() or "en")
    except IntegrityError:
        # Two visitors chose the same name at the same moment.
        form.add_error("username", _("Somebody has just taken this name."))
        return None
