"""How much there is to do today, and how much is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush

from django.contrib.auth.models import User

from cards.models import Document, Review
from cards.rows import Columns, fetch
from cards.scheduling.day import day_start
from cards.scheduling.due_cards import drill_cards, due_cards
from cards.scheduling.new_cards import new_by_document
from cards.scheduling.selection import as_list, in_list
from cards.scheduling.standing import Standing, begin_day

_DOCUMENT = Columns(Document, "document")


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


def today(learner: User, *, now: datetime, standing: Standing | None = None) -> Today:
    """Count what the learner would be shown until the end of the day, in a fixed number of queries.

    Siblings that would be held back on the way are not counted. A caller that has just begun the
    day passes its `standing`, which is then not read again.
    """
    standing = standing or begin_day(learner, now=now)
    profile, day = standing.profile, standing.day
    planned = _planned_reviews(standing)
    overdue = Counter(document for document, due_day in planned.values() if due_day < day)
    due = Counter(document for document, due_day in planned.values() if due_day == day)
    drill = Counter(document for _card, document in drill_cards(standing))
    available = new_by_document(standing, standing.new_left, planned)
    new = _take_turns(available, standing.introduced, standing.new_left)
    documents = _documents(standing)
    return Today(
        documents=tuple(
            DocumentCounts(documents[pk], overdue[pk], due[pk], new[pk], drill[pk])
            for pk in available
            if pk in documents
        ),
        done_new=standing.answers[Review.Phase.NEW],
        done_reviews=standing.answers[Review.Phase.REVIEW],
        done_drill=standing.answers[Review.Phase.DRILL],
        next_day_start=day_start(day + 1, profile.zone, profile.rollover_hour),
    )


def _documents(standing: Standing) -> dict[int, Document]:
    condition = in_list("document.id", "documents")
    statement = f"SELECT {_DOCUMENT} FROM cards_document AS document WHERE {condition}"  # noqa: S608
    parameters = {"documents": as_list(standing.documents)}
    return {document.pk: document for (document,) in fetch(statement, parameters, _DOCUMENT)}


def _planned_reviews(standing: Standing) -> dict[int, tuple[int, int]]:
    """Return document and due day of the cards that will be shown as due, by sibling group."""
    planned: dict[int, tuple[int, int]] = {}
    for _card, document, due_day, group in due_cards(standing):
        if len(planned) == standing.reviews_left:
            break
        planned.setdefault(group, (document, due_day))
    return planned


def _take_turns(available: Mapping[int, int], introduced: Counter[int], limit: int) -> Counter[int]:
    """Deal `limit` new cards to the documents in the order in which they will be shown."""
    if sum(available.values()) <= limit:
        return Counter(available)
    turns = [
        (introduced[document], place, document, cards)
        for place, (document, cards) in enumerate(available.items())
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
