"""Answer cards in tests: instants, days and shortcuts for the learner's session."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User

from cards.models import Card, Review, Schedule, Section
from cards.scheduling.day import learner_day
from cards.scheduling.queue import next_card
from cards.scheduling.session import answer_card
from cards.tests.factories import make_card

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def day_of(learner: User, now: datetime = NOON) -> int:
    return learner_day(now, learner.profile.zone, learner.profile.rollover_hour)


def version_of(learner: User, card: Card) -> int:
    schedule = Schedule.objects.filter(learner=learner, card=card).first()
    return schedule.version if schedule else 0


def answer(
    learner: User,
    card: Card,
    grade: int = 4,
    *,
    now: datetime = NOON,
    version: int | None = None,
    key: UUID | None = None,
    duration_ms: int = 2000,
) -> Review:
    """Answer a card as it is now, or as it was at `version`."""
    return answer_card(
        learner=learner,
        card_id=card.pk,
        version=version_of(learner, card) if version is None else version,
        grade=grade,
        key=key or uuid4(),
        duration_ms=duration_ms,
        now=now,
        by_solving=card.kind == Card.Kind.EXERCISE,
    )


def learnt(learner: User, card: Card, *, due: int, interval: int = 1, **fields: Any) -> Schedule:
    """Make the schedule of a card learnt before NOON that is due `due` days after it."""
    today = day_of(learner)
    defaults = {
        "repetitions": 2,
        "interval": interval,
        "due_day": today + due,
        "last_day": today + due - interval,
        "version": 2,
    }
    return Schedule.objects.create(learner=learner, card=card, **{**defaults, **fields})


def change_profile(learner: User, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(learner.profile, name, value)
    learner.profile.save()


def make_cloze(section: Section | None = None, *, deletions: int = 2) -> list[Card]:
    """The cards of one cloze text: the lead first, the others without texts of their own."""
    lead = make_card(section, kind=Card.Kind.CLOZE, cloze_number=1, en={"front": "{{c1::a}}"})
    others = [
        Card.objects.create(
            document=lead.document,
            section=lead.section,
            lead=lead,
            kind=Card.Kind.CLOZE,
            cloze_number=number,
            stable_id=f"{lead.stable_id}/c{number}",
            state=lead.state,
            order=lead.order,
        )
        for number in range(2, deletions + 1)
    ]
    return [lead, *others]


def work_through(
    learner: User, *, now: datetime = NOON, grade: int = 4, most: int = 500
) -> list[tuple[Card, Review.Phase]]:
    """Answer every card with `grade` until the day is done; return what was shown, in order."""
    shown: list[tuple[Card, Review.Phase]] = []
    while len(shown) < most and (showing := next_card(learner, now=now)) is not None:
        shown.append((showing.card, showing.phase))
        answer(learner, showing.card, grade, now=now, version=showing.version)
    return shown


def cards_shown(learner: User, *, now: datetime = NOON, most: int = 500) -> list[Card]:
    """What is shown when everything is known at once, so that nothing is drilled."""
    return [card for card, _phase in work_through(learner, now=now, most=most)]
