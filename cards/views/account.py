"""Change the password, delete the account."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cards.accounts import delete_account as delete_everything
from cards.accounts import is_only_admin
from cards.forms import DeleteAccountForm
from cards.views.access import LearnerRequest, learner_required


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def change_password(request: LearnerRequest) -> HttpResponse:
    """Learners who know their present password. Their other devices are signed out."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("Your password was changed."))
        return redirect("settings")
    context = {"form": form, "page": "settings"}
    status = 422 if form.is_bound else 200
    return render(request, "cards/password_change.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def delete_account(request: LearnerRequest) -> HttpResponse:
    """Learners who give their name and password; the only admin has to stay."""
    user = User.objects.get(pk=request.user.pk)
    if is_only_admin(user):
        return render(
            request, "cards/delete_account_refused.html", {"page": "settings"}, status=403
        )
    form = DeleteAccountForm(user, request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(
            request, "cards/delete_account.html", {"form": form, "page": "settings"}, status=status
        )
    delete_everything(user)
    logout(request)
    messages.success(request, _("Your account and all its data were deleted."))
    return redirect("login")
