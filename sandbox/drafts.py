"""What stands in the editor: saved as it is typed, restored on any device."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F

from sandbox.errors import DraftTooLong, StaleDraft, UnknownFramework
from sandbox.models import Draft, Exercise

LONGEST_DRAFT = 128 * 1024
"""Bytes of UTF-8: more than can be submitted, so that nothing typed is lost for its length."""


@dataclass(frozen=True, slots=True)
class DraftState:
    """What the editor starts with. `revision` 0: nothing saved, `text` is the starter.

    `older_starter`: the draft was begun from an earlier version of the exercise.
    """

    text: str
    revision: int
    older_starter: bool
    updated_at: datetime | None


def load_draft(*, learner: User, exercise: Exercise, framework: str) -> DraftState:
    """Return the learner's draft, or the starter. Raises `UnknownFramework`."""
    _check_framework(exercise, framework)
    draft = Draft.objects.filter(learner=learner, exercise=exercise, framework=framework).first()
    if draft is None:
        return DraftState(
            exercise.page["starters"][framework], 0, older_starter=False, updated_at=None
        )
    older = draft.starter_version != exercise.version
    return DraftState(draft.text, draft.revision, older_starter=older, updated_at=draft.updated_at)


def save_draft(
    *,
    learner: User,
    exercise: Exercise,
    framework: str,
    text: str,
    revision: int,
    now: datetime,
) -> Draft:
    """Save what was typed over `revision` (0: nothing was saved yet) and return the draft.

    Raises `StaleDraft`, with nothing saved, when it was saved elsewhere since and differs;
    `DraftTooLong`; `UnknownFramework`.
    """
    _check_framework(exercise, framework)
    text = _storable(text)
    own = Draft.objects.filter(learner=learner, exercise=exercise, framework=framework)
    # Putting the starter back is beginning anew, from the starter as it is now.
    anew = text == exercise.page["starters"][framework]
    begun = {"starter_version": exercise.version} if anew else {}
    changed = own.filter(revision=revision).update(
        text=text, revision=F("revision") + 1, updated_at=now, **begun
    )
    if not changed and revision == 0:
        changed = _create(learner, exercise, framework, text, now)
    draft = own.first()
    if draft is None:
        # Removed meanwhile: what is typed here begins anew.
        _create(learner, exercise, framework, text, now)
        return own.get()
    if not changed and draft.text != text:
        raise StaleDraft(revision=draft.revision)
    return draft


def _create(learner: User, exercise: Exercise, framework: str, text: str, now: datetime) -> int:
    """Return 1, or 0 when another tab was first."""
    try:
        with transaction.atomic():
            Draft.objects.create(
                learner=learner,
                exercise=exercise,
                framework=framework,
                text=text,
                starter_version=exercise.version,
                updated_at=now,
            )
    except IntegrityError:
        return 0
    return 1


def _check_framework(exercise: Exercise, framework: str) -> None:
    if framework not in exercise.frameworks:
        raise UnknownFramework(framework=framework, known=", ".join(exercise.frameworks))


def _storable(text: str) -> str:
    """Databases hold neither NUL nor half a surrogate pair; a draft is not refused for them."""
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    text = text.encode(errors="replace").decode()
    if len(text.encode()) > LONGEST_DRAFT:
        raise DraftTooLong(bytes=len(text.encode()), most=LONGEST_DRAFT)
    return text
