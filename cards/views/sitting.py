"""What every request of the review begins with: the time, the learner's day, and its scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from cards.scheduling.queue import Standing, begin_day
from cards.scheduling.scope import Scope, narrowed, read_scope
from cards.views.access import LearnerRequest

# The names under which the way back to a card travels through other pages.
_WAY_BACK = ("token", "side", "answer", "section")
# An address is at most 4,094 bytes long for gunicorn, and a Chinese character takes nine of them.
_LONGEST_CARRIED = 250


@dataclass(frozen=True)
class Sitting:
    """One request of the review: `scope` is the section that it keeps to, None for everything."""

    now: datetime
    standing: Standing
    scope: Scope | None

    @cached_property
    def narrowed(self) -> Standing:
        return narrowed(self.standing, self.scope)

    def context(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """What the page says of the scope, how its forms keep to it, and the way back to a card.

        `shown` is the context of the card.
        """
        scope = self.scope
        section = scope.section.stable_id if scope else ""
        answer = shown["given"].text if "given" in shown else ""
        card = {"token": shown.get("token", ""), "side": shown["side"], "section": section}
        return {
            "seen": self.now.isoformat(),
            "scope": scope,
            "scope_query": f"?{urlencode({'section': section})}" if scope else "",
            "scope_left_out": scope is not None and scope.is_left_out(self.standing),
            "way_back": way_back({**card, "answer": answer}),
            # Within another address each character takes too much room to bring the answer along.
            "same_side": way_back(card),
        }


def sit_down(request: LearnerRequest) -> Sitting:
    """Begin a request of the review; a section that is not in use (any more) narrows nothing."""
    now = timezone.now()
    stable_id = request.GET.get("section")
    return Sitting(
        now=now,
        standing=begin_day(request.user, now=now),
        scope=read_scope(stable_id) if stable_id else None,
    )


def section_query(request: HttpRequest, joint: str = "?") -> str:
    """The end of an address that keeps to the section that `request` keeps to, if there is one."""
    section = request.GET.get("section")
    return f"{joint}{urlencode({'section': section})}" if section else ""


def review_address(request: LearnerRequest) -> str:
    """The address of the review, kept to the section that `request` keeps to."""
    return reverse("review") + section_query(request)


def way_back(values: Mapping[str, Any]) -> str:
    """The query that says which card to come back to, of what `values` hold; empty without a card.

    An answer too long for an address is left behind; the card then comes back unchecked.
    """
    kept = {name: str(values.get(name, "")) for name in _WAY_BACK}
    if not kept["token"]:
        return ""
    if len(kept["answer"]) > _LONGEST_CARRIED:
        kept["answer"] = ""
    return urlencode({name: value for name, value in kept.items() if value})
