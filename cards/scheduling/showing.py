"""One card as it is put before a learner."""

from dataclasses import dataclass

from django.db.models import Q, prefetch_related_objects

from cards.models import Card, Profile, Review, Schedule
from cards.scheduling.selection import held_back, studied

# Everything that rendering a card reads, so that it needs no further query for it.
CARD_RELATIONS = ("document", "section__parent__parent__parent", "lead")


@dataclass(frozen=True, slots=True)
class Showing:
    """A card, the learner's schedule on it (None: never touched) and what an answer counts as."""

    card: Card
    schedule: Schedule | None
    phase: Review.Phase

    @property
    def version(self) -> int:
        """What the answer must name, so that it is refused when something came in between."""
        return self.schedule.version if self.schedule else 0


def phase_of(schedule: Schedule | None, today: int) -> Review.Phase | None:
    """What an answer given today counts as; None for a card that is not to be answered today."""
    if schedule is None:
        return Review.Phase.NEW
    if schedule.suspended or (schedule.buried_until or today) > today:
        return None
    if schedule.due_day is None:
        return Review.Phase.NEW
    if schedule.due_day <= today:
        return Review.Phase.REVIEW
    return Review.Phase.DRILL if schedule.drilling else None


def may_be_shown(profile: Profile, phase: Review.Phase, today: int) -> Q:
    """Cards that may be answered in `phase`."""
    if phase == Review.Phase.DRILL:
        return studied(profile)
    return studied(profile) & ~held_back(profile, today)


def find_showing(profile: Profile, card: Card, today: int) -> Showing | None:
    """Return the showing of `card` if it may be answered today, without its texts."""
    schedule = Schedule.objects.filter(learner_id=profile.pk, card=card).first()
    phase = phase_of(schedule, today)
    if phase is None:
        return None
    shown = (
        Card.objects.filter(pk=card.pk)
        .filter(may_be_shown(profile, phase, today))
        .select_related(*CARD_RELATIONS)
        .first()
    )
    return Showing(shown, schedule, phase) if shown else None


def with_texts(showing: Showing) -> Showing:
    """Fetch what the faces of the card show: texts and errata belong to the lead of a cloze."""
    prefetch_related_objects([showing.card.text_owner], "texts", "errata")
    return showing
