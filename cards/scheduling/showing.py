"""One card as it is put before a learner."""

from dataclasses import dataclass

from cards.models import Card, Review, Schedule


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
    buried = schedule.buried_until is not None and schedule.buried_until > today
    if schedule.suspended or buried:
        return None
    if schedule.due_day is None:
        return Review.Phase.NEW
    if schedule.due_day <= today:
        return Review.Phase.REVIEW
    return Review.Phase.DRILL if schedule.drilling else None
