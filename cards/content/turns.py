"""Loads, imports and decisions about drafts take turns, so that none meets another half-way."""

from cards.models import SiteSettings


def wait_for_turn() -> None:
    """Return once no other is under way; call it first in the transaction that is the turn.

    Each locks many rows in an order of its own, and two at once could wait for each other.
    """
    SiteSettings.load()
    SiteSettings.objects.select_for_update(no_key=True).get()
