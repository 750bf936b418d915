"""Make accounts and delete them."""

from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from cards.forms import NewAccountForm
from cards.models import Profile, Review, Schedule, SiteSettings

_BATCH = 5000


class AlreadySetUp(Exception):
    """The first account exists already."""


def create_account(form: NewAccountForm, *, language: str) -> User:
    """Make a learner from a valid form; raises IntegrityError if the name was taken meanwhile."""
    with transaction.atomic():
        return _create(form, language=language, admin=False)


def create_first_account(form: NewAccountForm, *, language: str) -> User:
    """Make the admin from a valid form; raises AlreadySetUp for everybody but the first."""
    with transaction.atomic():
        # Two people may post at once: the second waits here, then sees the first one's account.
        SiteSettings.objects.select_for_update().get(pk=SiteSettings.load().pk)
        if User.objects.exists():
            raise AlreadySetUp
        return _create(form, language=language, admin=True)


def is_only_admin(user: User) -> bool:
    """Tell whether the site would have no admin left without `user`."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()


def _create(form: NewAccountForm, *, language: str, admin: bool) -> User:
    user: User = form.save(commit=False)
    user.is_superuser = user.is_staff = admin
    user.save()
    Profile.objects.create(user=user, language=language, time_zone=form.cleaned_data["time_zone"])
    return user


def delete_account(user: User) -> None:
    """Delete `user` and everything about them, in many short transactions.

    The log may hold a million rows. They go in batches, so that nobody else waits long for the
    database; if it stops half-way, the account is still there and can be deleted again.
    """
    username = user.get_username()
    for rows in (Review.objects.filter(learner=user), Schedule.objects.filter(learner=user)):
        _delete_in_batches(rows)
    with transaction.atomic():
        user.delete()
        # django-axes remembers by name who signed in from where.
        AccessLog.objects.filter(username=username).delete()
        AccessAttempt.objects.filter(username=username).delete()


def _delete_in_batches(rows: QuerySet[Any]) -> None:
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        rows.filter(pk__lte=pks[-1]).delete()
