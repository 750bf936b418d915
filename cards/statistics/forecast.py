"""How many cards come back on days to come."""

from django.contrib.auth.models import User

from cards.models import Card, Schedule


def due_tomorrow(learner: User, *, day: int) -> int:
    """Return how many of the learner's cards come due on the day after `day`."""
    return Schedule.objects.filter(
        learner=learner,
        due_day=day + 1,
        suspended=False,
        card__state=Card.State.PUBLISHED,
    ).count()
