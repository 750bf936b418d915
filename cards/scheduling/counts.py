"""How much there is to do today, and how much is done."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush

from django.contrib.auth.models import User
from django.db import transaction

from cards.models import Document, Profile, Review
from cards.scheduling.cursors import locked_profile, place_cursors
from cards.scheduling.day import day_start, learner_day
from cards.scheduling.due_cards import drill_cards, due_cards
from cards.scheduling.new_cards import PLACE, new_by_document
from cards.scheduling.selection import rows


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


@dataclass(frozen=True, slots=True)
class DaySoFar:
    """Today's answers that were not undone."""

    new: int
    reviews: int
    drill: int


def begin_day(profile: Profile, today: int) -> DaySoFar:
    """Count today's answers. The learner's places are found again first if they were forgotten."""
    counts = dict(
        rows(
            profile,
            today,
            f"""SELECT phase, COUNT(*) FROM cards_review
                WHERE learner_id = %(learner)s AND day = %(today)s AND undone_at IS NULL
                GROUP BY phase
                UNION ALL
                SELECT 'unplaced', COUNT(*) FROM cards_document AS document
                WHERE document.id IN (SELECT id FROM studied_document)
                    AND NOT EXISTS {PLACE}""",  # noqa: S608  # constants only
        )
    )
    if counts["unplaced"]:
        with transaction.atomic():
            place_cursors(locked_profile(profile.user))
    return DaySoFar(
        new=counts.get(Review.Phase.NEW, 0),
        reviews=counts.get(Review.Phase.REVIEW, 0),
        drill=counts.get(Review.Phase.DRILL, 0),
    )


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
    by_document = list(new_by_document(profile, day, new_left, planned))
    new = _take_turns(by_document, new_left)
    documents = Document.objects.in_bulk([document for document, *_rest in by_document])
    return Today(
        documents=tuple(
            DocumentCounts(documents[pk], overdue[pk], due[pk], new[pk], drill[pk])
            for pk, *_rest in by_document
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


def _take_turns(by_document: list[tuple[int, int, int]], limit: int) -> Counter[int]:
    """Deal `limit` new cards to the documents in the order in which they will be shown."""
    turns = [
        (introduced, place, document, available)
        for place, (document, available, introduced) in enumerate(by_document)
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
