"""How much there is to do today, what comes next, and how much is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush

from django.contrib.auth.models import User

from cards.models import Document, Review
from cards.scheduling.day import day_start
from cards.scheduling.due_cards import drill_cards, due_cards
from cards.scheduling.new_cards import NewCards, new_cards, next_new_card
from cards.scheduling.standing import Standing, begin_day


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
class Next:
    """The id of the card that comes next, and what an answer to it counts as."""

    card_id: int
    phase: Review.Phase


@dataclass(frozen=True, slots=True)
class Today:
    """A learner's day: every studied document, what is left, what is done, when it ends."""

    documents: tuple[DocumentCounts, ...]
    done_new: int
    done_reviews: int
    done_drill: int
    next_day_start: datetime
    next: Next | None
    """What comes next; None when the day is done."""

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


def today(learner: User, *, now: datetime, standing: Standing | None = None) -> Today:
    """Count what the learner would be shown until the end of the day, in a fixed number of queries.

    Siblings that would be held back on the way are not counted. A caller that has just begun the
    day passes its `standing`, which is then not read again.
    """
    standing = standing or begin_day(learner, now=now)
    profile, day = standing.profile, standing.day
    first_due, planned = _reviews(standing)
    overdue = Counter(document for document, due_day in planned.values() if due_day < day)
    due = Counter(document for document, due_day in planned.values() if due_day == day)
    drilled = list(drill_cards(standing))
    drill = Counter(document for _card, document in drilled)
    available = new_cards(standing, standing.new_left, planned)
    new = _take_turns(available, standing.introduced, standing.new_left)
    first_new = next_new_card(standing, available) if standing.new_left else None
    return Today(
        documents=tuple(
            DocumentCounts(cards.document, overdue[pk], due[pk], new[pk], drill[pk])
            for pk, cards in available.items()
        ),
        done_new=standing.answers[Review.Phase.NEW],
        done_reviews=standing.answers[Review.Phase.REVIEW],
        done_drill=standing.answers[Review.Phase.DRILL],
        next_day_start=day_start(day + 1, profile.zone, profile.rollover_hour),
        next=_next(first_due, first_new, drilled[0][0] if drilled else None),
    )


def _next(due: int | None, new: int | None, drill: int | None) -> Next | None:
    """Due cards come first, overdue ones before them; then new ones; drill when nothing else is."""
    phases = (due, Review.Phase.REVIEW), (new, Review.Phase.NEW), (drill, Review.Phase.DRILL)
    return next((Next(card, phase) for card, phase in phases if card is not None), None)


def _reviews(standing: Standing) -> tuple[int | None, dict[int, tuple[int, int]]]:
    """The first due card, and document and due day of all that will be shown, by sibling group."""
    first: int | None = None
    planned: dict[int, tuple[int, int]] = {}
    for card, document, due_day, group in due_cards(standing):
        if len(planned) == standing.reviews_left:
            break
        first = first or card
        planned.setdefault(group, (document, due_day))
    return first, planned


def _take_turns(
    available: Mapping[int, NewCards], introduced: Counter[int], limit: int
) -> Counter[int]:
    """Deal `limit` new cards to the documents in the order in which they will be shown."""
    counts = Counter({document: cards.count for document, cards in available.items()})
    if counts.total() <= limit:
        return counts
    turns = [
        (introduced[document], place, document, cards)
        for place, (document, cards) in enumerate(counts.items())
        if cards
    ]
    heapify(turns)
    dealt: Counter[int] = Counter()
    for _turn in range(limit):
        introduced_so_far, place, document, left = heappop(turns)
        dealt[document] += 1
        if left > 1:
            heappush(turns, (introduced_so_far + 1, place, document, left - 1))
    return dealt
