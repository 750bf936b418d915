"""How much there is to do today, and how much is done."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush

from django.contrib.auth.models import User

from cards.models import Document, Profile
from cards.scheduling.candidates import drill_cards, due_cards, new_by_document
from cards.scheduling.cursors import begin_day
from cards.scheduling.day import day_start, learner_day


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """What one document asks of the learner today, within the day's limits."""

    document: Document
    overdue: int
    due: int
    new: int
    drill: int

    @property
    def total(self) -> int:
        return self.overdue + self.due + self.new + self.drill


@dataclass(frozen=True, slots=True)
class Today:
    """A learner's day: every studied document, what is left, what is done, when it ends."""

    documents: tuple[DocumentCounts, ...]
    done_new: int
    done_reviews: int
    done_drill: int
    next_day_start: datetime

    @property
    def overdue(self) -> int:
        return sum(row.overdue for row in self.documents)

    @property
    def due(self) -> int:
        return sum(row.due for row in self.documents)

    @property
    def new(self) -> int:
        return sum(row.new for row in self.documents)

    @property
    def drill(self) -> int:
        return sum(row.drill for row in self.documents)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.documents)

    @property
    def done(self) -> int:
        return self.done_new + self.done_reviews + self.done_drill

    @property
    def done_and_left(self) -> int:
        return self.done + self.total


def today(learner: User, *, now: datetime) -> Today:
    """Count what the learner would be shown until the end of the day, in a fixed number of queries.

    Siblings that would be held back on the way are not counted.
    """
    profile = learner.profile
    day = learner_day(now, profile.zone, profile.rollover_hour)
    done = begin_day(profile, day)
    planned = _planned_reviews(profile, day, max(0, profile.reviews_per_day - done.reviews))
    overdue = Counter(document for document, due_day in planned.values() if due_day < day)
    due = Counter(document for document, due_day in planned.values() if due_day == day)
    drill = Counter(document for _schedule, document in drill_cards(profile, day))
    new_left = max(0, profile.new_per_day - done.new)
    rows = list(new_by_document(profile, day, new_left, planned))
    new = _take_turns(rows, new_left)
    documents = Document.objects.in_bulk([document for document, *_rest in rows])
    return Today(
        documents=tuple(
            DocumentCounts(documents[pk], overdue[pk], due[pk], new[pk], drill[pk])
            for pk, *_rest in rows
        ),
        done_new=done.new,
        done_reviews=done.reviews,
        done_drill=done.drill,
        next_day_start=day_start(day + 1, profile.zone, profile.rollover_hour),
    )


def _planned_reviews(profile: Profile, day: int, limit: int) -> dict[int, tuple[int, int]]:
    """Return document and due day of the cards that will be shown as due, by sibling group."""
    planned: dict[int, tuple[int, int]] = {}
    for _schedule, document, due_day, group in due_cards(profile, day):
        if len(planned) == limit:
            break
        planned.setdefault(group, (document, due_day))
    return planned


def _take_turns(rows: list[tuple[int, int, int]], limit: int) -> Counter[int]:
    """Deal `limit` new cards to the documents in the order in which they will be shown."""
    turns = [
        (introduced, place, document, available)
        for place, (document, available, introduced) in enumerate(rows)
        if available
    ]
    heapify(turns)
    dealt: Counter[int] = Counter()
    for _turn in range(limit):
        if not turns:
            break
        introduced, place, document, available = heappop(turns)
        dealt[document] += 1
        if available > 1:
            heappush(turns, (introduced + 1, place, document, available - 1))
    return dealt
