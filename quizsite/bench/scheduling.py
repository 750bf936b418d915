"""Time the scheduler on a collection of a given size."""

import uuid
from functools import partial

from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from cards.scheduling.queue import next_card, today
from cards.scheduling.session import answer_card
from quizsite.bench.collection import make_collection
from quizsite.bench.timing import print_timings, time_calls, timing_of

CALLS = 200


def main(size: str) -> None:
    """Measure on `size` cards and ten times as many log rows; prints JSON."""
    cards = int(size)
    call_command("migrate", verbosity=0)
    now = timezone.now()
    learner = make_collection(cards, now=now)

    def fetch() -> None:
        assert next_card(_fresh(learner), now=now)

    def count() -> None:
        assert today(_fresh(learner), now=now).total

    answered = []
    for _answer in range(CALLS):
        showing = next_card(_fresh(learner), now=now)
        assert showing is not None
        answer = partial(
            answer_card,
            learner=learner,
            card_id=showing.card.pk,
            version=showing.version,
            grade=4,
            key=uuid.uuid4(),
            duration_ms=1000,
            now=now,
        )
        answered.append(time_calls(answer, 1, warm_up=0).p50 / 1000)
    timings = {"next": time_calls(fetch, CALLS), "counts": time_calls(count, CALLS)}
    print_timings({**timings, "answer": timing_of(answered)})


def _fresh(learner: User) -> User:
    """The learner as a new request sees them: nothing is remembered from the last call."""
    return User.objects.select_related("profile").get(pk=learner.pk)
