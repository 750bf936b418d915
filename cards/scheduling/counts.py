"""How much there is to do today, and how much is done."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush

from django.contrib.auth.models import User
from django.db.models import Count, IntegerField, Subquery, Window
from django.db.models.functions import RowNumber
from django.db.models.lookups import In

from cards.models import Document, Profile, Review
from cards.scheduling.candidates import (
    DUE_ORDER,
    documents_with_cursor,
    drill_schedules,
    due_schedules,
    new_cards_of_document,
)
from cards.scheduling.day import day_start, learner_day
from cards.scheduling.selection import sibling_group


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
class Done:
    """Today's answers that count: how many of each phase, and new ones by document id."""

    phases: Counter[str]
    introduced: Counter[int]

    def new_left(self, profile: Profile) -> int:
        return max(0, profile.new_per_day - self.phases[Review.Phase.NEW])

    def reviews_left(self, profile: Profile) -> int:
        return max(0, profile.reviews_per_day - self.phases[Review.Phase.REVIEW])


def done_today(profile: Profile, today: int) -> Done:
    rows = (
        Review.objects.filter(learner_id=profile.pk, day=today, undone_at__isnull=True)
        .order_by()
        .values_list("phase", "card__document_id")
        .annotate(Count("pk"))
    )
    done = Done(Counter(), Counter())
    for phase, document, count in rows:
        done.phases[phase] += count
        if phase == Review.Phase.NEW:
            done.introduced[document] += count
    return done


def today(learner: User, *, now: datetime) -> Today:
    """Count what the learner would be shown until the end of the day, in a fixed number of queries.

    Siblings that would be held back on the way are not counted.
    """
    profile = learner.profile
    day = learner_day(now, profile.zone, profile.rollover_hour)
    done = done_today(profile, day)
    planned = _planned_reviews(profile, day, done.reviews_left(profile))
    overdue = Counter(document for document, due_day, _group in planned if due_day < day)
    due = Counter(document for document, due_day, _group in planned if due_day == day)
    drill = Counter(drill_schedules(profile, day).values_list("card__document_id", flat=True))
    groups = [group for _document, _due_day, group in planned]
    documents = _documents_with_new(profile, day, done.new_left(profile), groups)
    new = _take_turns(documents, done.introduced, done.new_left(profile))
    return Today(
        documents=tuple(
            DocumentCounts(row, overdue[row.pk], due[row.pk], new[row.pk], drill[row.pk])
            for row, _available in documents
        ),
        done_new=done.phases[Review.Phase.NEW],
        done_reviews=done.phases[Review.Phase.REVIEW],
        done_drill=done.phases[Review.Phase.DRILL],
        next_day_start=day_start(day + 1, profile.zone, profile.rollover_hour),
    )


class _CountOf(Subquery):
    """The number of rows of a subquery, which may have a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _planned_reviews(profile: Profile, day: int, limit: int) -> list[tuple[int, int, int]]:
    """Return (document id, due day, sibling group) of the cards that will be shown as due."""
    due, group = due_schedules(profile, day), sibling_group(profile, "card__")
    if profile.sibling_rule != Profile.SiblingRule.NONE:
        first = Window(RowNumber(), partition_by=group, order_by=list(DUE_ORDER))
        due = due.alias(place=first).filter(place=1)
    return list(due.values_list("card__document_id", "due_day", group)[:limit])


def _documents_with_new(
    profile: Profile, day: int, limit: int, planned_groups: list[int]
) -> list[tuple[Document, int]]:
    """Return the studied documents, each with its number of new cards, counted up to `limit`."""
    documents = documents_with_cursor(profile).order_by("position", "id")
    if limit == 0:
        return [(row, 0) for row in documents]
    group = sibling_group(profile)
    new = new_cards_of_document(profile, day).exclude(In(group, planned_groups))
    groups = new.order_by().values_list(group).distinct()[:limit]
    return [(row, row.available) for row in documents.annotate(available=_CountOf(groups))]


def _take_turns(
    documents: list[tuple[Document, int]], introduced: Counter[int], limit: int
) -> Counter[int]:
    """Deal `limit` new cards to the documents in the order in which they will be shown."""
    waiting = [
        (introduced[row.pk], place, available)
        for place, (row, available) in enumerate(documents)
        if available
    ]
    heapify(waiting)
    dealt: Counter[int] = Counter()
    for _turn in range(limit):
        if not waiting:
            break
        count, place, available = heappop(waiting)
        dealt[documents[place][0].pk] += 1
        if available > 1:
            heappush(waiting, (count + 1, place, available - 1))
    return dealt
