"""A learner's settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cards.forms import SettingsForm
from cards.models import Profile
from cards.time_zones import known_or_utc, zone_choices
from cards.views.access import LearnerRequest, learner_required


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def settings(request: LearnerRequest) -> HttpResponse:
    """Learners, their own settings."""
    # A copy of its own: a refused form must not change how this very page looks.
    profile = Profile.objects.get(user=request.user)
    form = SettingsForm(request.POST or None, instance=profile)
    if form.is_valid():
        form.save()
        with translation.override(profile.language):
            messages.success(request, _("Saved."))
        return redirect("settings")
    context = {"form": form, "zones": zone_choices(timezone.now()), "page": "settings"}
    return render(request, "cards/settings.html", context, status=422 if form.is_bound else 200)


@require_POST
@learner_required
def confirm_time_zone(request: LearnerRequest) -> HttpResponse:
    """Learners answer the question whether their time zone is right; leads back to Today."""
    name = request.POST.get("time_zone", "")
    if not name or known_or_utc(name) != name:
        messages.error(request, _("This site does not know that time zone. Choose one here."))
        return redirect("settings")
    profile = request.user.profile
    profile.time_zone, profile.time_zone_confirmed = name, True
    profile.save(update_fields=["time_zone", "time_zone_confirmed"])
    return redirect("today")
