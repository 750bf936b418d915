"""What a learner does with a card besides answering it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from cards.models import Card, Flag, Schedule
from cards.scheduling.cursors import locked_profile, lower_cursor, place_cursors
from cards.scheduling.day import learner_day

LONGEST_NOTE = 2000


@transaction.atomic
def suspend_card(*, learner: User, card: Card) -> None:
    """Never show the card to this learner until it is unsuspended."""
    profile = locked_profile(learner)
    Schedule.objects.get_or_create(learner=learner, card=card)
    _suspend(learner, card, suspended=True)
    place_cursors(profile, card.document_id)


@transaction.atomic
def unsuspend_card(*, learner: User, card: Card) -> None:
    """Show the card again; its schedule goes on where it was."""
    profile = locked_profile(learner)
    _suspend(learner, card, suspended=False)
    lower_cursor(profile, card)


@transaction.atomic
def bury_card(*, learner: User, card: Card, now: datetime) -> None:
    """Put the card off until the learner's next day."""
    profile = locked_profile(learner)
    tomorrow = learner_day(now, profile.zone, profile.rollover_hour) + 1
    Schedule.objects.get_or_create(learner=learner, card=card)
    Schedule.objects.filter(learner=learner, card=card).update(buried_until=tomorrow)


def flag_card(*, learner: User, card: Card, note: str) -> Flag:
    """Tell the admins what is wrong with a card; raises ValueError for an empty or endless note."""
    note = note.strip()
    if not 0 < len(note) <= LONGEST_NOTE:
        raise ValueError(f"a note has 1 to {LONGEST_NOTE} characters, not {len(note)}")
    return Flag.objects.create(learner=learner, card=card, note=note)


def _suspend(learner: User, card: Card, *, suspended: bool) -> None:
    # The version goes up, so that undo can tell this from the suspension of a leech.
    Schedule.objects.filter(learner=learner, card=card, suspended=not suspended).update(
        suspended=suspended, version=F("version") + 1
    )
