"""Everything quizsite knows about one learner, as JSON (see docs/my-data.md).

The file is written row by row. Each batch is a short query of its own, so a log of a million
reviews needs little memory and no long read keeps SQLite's other writers waiting.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from cards.models import Flag, Profile, Review, Schedule
from cards.scheduling.day import day_to_date

FORMAT = "quizsite-my-data"
VERSION = 1
BATCH = 1000

_CARD = {"card__stable_id": "card"}
_DAYS = {"due_day", "last_day", "buried_until", "day"}
_SCHEDULE_FIELDS = (
    "card__stable_id",
    "repetitions",
    "interval",
    "ef",
    "lapses",
    "drilling",
    "leech",
    "suspended",
    "updated_at",
    "due_day",
    "last_day",
    "buried_until",
)
_REVIEW_FIELDS = (
    "card__stable_id",
    "key",
    "phase",
    "grade",
    "answered_at",
    "elapsed_days",
    "duration_ms",
    "repetitions_before",
    "repetitions_after",
    "interval_before",
    "interval_after",
    "ef_before",
    "ef_after",
    "undone_at",
    "day",
)
_FLAG_FIELDS = ("card__stable_id", "note", "created_at", "resolved_at", "reply")
_PROFILE_LEFT_OUT = {"user", "skipped_documents", "skipped_sections", "skipped_tags"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListOfRows:
    """A list in the file: rows of one learner, walked in the order of `order`.

    `fields` become the keys of each row; what a field reaches through (`a__b`) is named in `names`.
    """

    name: str
    rows: Callable[[User], QuerySet[Any]]
    fields: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    order: str = "pk"


_OWN = (
    ListOfRows(
        "schedules",
        lambda learner: Schedule.objects.filter(learner=learner),
        _SCHEDULE_FIELDS,
        _CARD,
        order="card_id",
    ),
    ListOfRows(
        "reviews", lambda learner: Review.objects.filter(learner=learner), _REVIEW_FIELDS, _CARD
    ),
    ListOfRows("flags", lambda learner: Flag.objects.filter(learner=learner), _FLAG_FIELDS, _CARD),
)
_further: list[ListOfRows] = []


def register_list(further: ListOfRows) -> None:
    """Have every download hold `further` from now on, once however often it is called."""
    if further.name not in [known.name for known in _further]:
        _further.append(further)


def my_data(learner: User, *, now: datetime) -> Iterator[str]:
    """Yield the parts of one JSON object with all data of `learner`."""
    yield _head(learner, now)[:-1]
    for one in (*_OWN, *_further):
        yield from _list(one, one.rows(learner))
    yield "\n}\n"


def _head(learner: User, now: datetime) -> str:
    profile = learner.profile
    settings = {
        column.name: column.value_from_object(profile)
        for column in Profile._meta.concrete_fields
        if column.name not in _PROFILE_LEFT_OUT
    }
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now,
        "account": {
            "username": learner.get_username(),
            "first_name": learner.first_name,
            "last_name": learner.last_name,
            "email": learner.email,
            "date_joined": learner.date_joined,
            "last_login": learner.last_login,
        },
        "profile": settings,
        "left_out": {
            "documents": list(profile.skipped_documents.values_list("stable_id", flat=True)),
            "sections": list(profile.skipped_sections.values_list("stable_id", flat=True)),
            "tags": list(profile.skipped_tags.values_list("name", flat=True)),
        },
    }
    return _dump(head)


def _list(one: ListOfRows, rows: QuerySet[Any]) -> Iterator[str]:
    """Yield one named list, walking along the index on (learner, `order`)."""
    yield f',\n"{one.name}": ['
    query = rows.order_by(one.order).values(*{one.order: None, **dict.fromkeys(one.fields)})
    batch = list(query[:BATCH])
    separator = "\n"
    while batch:
        yield separator + ",\n".join(_dump(_readable(row, one)) for row in batch)
        separator = ",\n"
        batch = list(query.filter(**{f"{one.order}__gt": batch[-1][one.order]})[:BATCH])
    yield "\n]"


def _readable(row: Row, one: ListOfRows) -> Row:
    """Cards and exercises by their stable ids, days as dates, everything else as it is."""
    return {one.names.get(name, name): _value(name, row[name]) for name in one.fields}


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 (any JSON)
    return day_to_date(value) if name in _DAYS and value is not None else value


def _dump(value: Row) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
