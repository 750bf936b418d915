"""A signed note of what was shown to whom: it comes back with the grade.

It makes a grade for a card never shown impossible, carries the idempotency key and the version of
the schedule, and survives restarts because nothing is kept on the server.
"""

import time
import uuid
from dataclasses import asdict, dataclass, replace

from django.contrib.auth.models import User
from django.core import signing

from cards.languages import ContentLanguage
from cards.scheduling.queue import Showing

_SALT = "cards.showing"
_MAX_AGE_SECONDS = 14 * 24 * 3600


class NotShown(ValueError):
    """The token is forged, too old, or belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class ShowingToken:
    """One showing of one card to one learner."""

    learner_id: int
    card_id: int
    version: int
    key: str
    seed: int
    shown_at: int
    language: str

    def sign(self) -> str:
        return signing.dumps(asdict(self), salt=_SALT, compress=True)

    def in_language(self, language: ContentLanguage) -> "ShowingToken":
        return replace(self, language=language.value)

    @property
    def content_language(self) -> ContentLanguage:
        return ContentLanguage(self.language)

    @property
    def uuid(self) -> uuid.UUID:
        return uuid.UUID(hex=self.key)

    def milliseconds_since_shown(self) -> int:
        return max(0, int(time.time()) - self.shown_at) * 1000


def issue_token(showing: Showing, learner: User, language: ContentLanguage) -> ShowingToken:
    """Make the token for a new showing of a card; each showing has its own key and shuffle."""
    key = uuid.uuid4()
    return ShowingToken(
        learner_id=learner.pk,
        card_id=showing.card.pk,
        version=showing.schedule.version if showing.schedule else 0,
        key=key.hex,
        seed=key.int % 2**31,
        shown_at=int(time.time()),
        language=language.value,
    )


def read_token(signed: str, learner: User) -> ShowingToken:
    """Return what was shown; raises NotShown unless it was shown to this learner."""
    try:
        token = ShowingToken(**signing.loads(signed, salt=_SALT, max_age=_MAX_AGE_SECONDS))
    except (signing.BadSignature, TypeError) as error:
        raise NotShown(str(error)) from error
    if token.learner_id != learner.pk:
        raise NotShown("shown to somebody else")
    return token
