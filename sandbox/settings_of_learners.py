"""A learner's settings for exercises."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from sandbox.errors import NameTaken
from sandbox.models import SandboxSettings
from sandbox.queue.storing import clean_text


def load_settings(*, learner: User) -> SandboxSettings:
    """Return the learner's settings, made with their defaults where missing."""
    row, _created = SandboxSettings.objects.get_or_create(user=learner)
    return row


def show_name(*, learner: User, name: str) -> SandboxSettings:
    """Show the learner's best times to others under `name`; empty: show them to nobody.

    Raises `NameTaken`.
    """
    row = load_settings(learner=learner)
    row.shown_name = " ".join(clean_text(name).split())[: SandboxSettings.LONGEST_NAME]
    try:
        with transaction.atomic():
            row.save(update_fields=["shown_name"])
    except IntegrityError:
        raise NameTaken(name=row.shown_name) from None
    return row


def set_font_size(*, learner: User, size: int) -> SandboxSettings:
    """Set the size of letters in the editor, in pixels, as near to `size` as is allowed."""
    row = load_settings(learner=learner)
    row.font_size = min(max(size, SandboxSettings.SMALLEST_FONT), SandboxSettings.LARGEST_FONT)
    row.save(update_fields=["font_size"])
    return row
