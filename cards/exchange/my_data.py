"""Everything quizsite knows about one learner, as JSON (see docs/my-data.md).

The file is written row by row. Each batch is a short query of its own, so a log of a million
reviews needs little memory and no long read keeps SQLite's other writers waiting.
"""

import json
from collections.abc import Iterator
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

_SCHEDULE_FIELDS = (
    "repetitions",
    "interval",
    "ef",
    "lapses",
    "drilling",
    "leech",
    "suspended",
    "updated_at",
)
_SCHEDULE_DAYS = ("due_day", "last_day", "buried_until")
_REVIEW_FIELDS = (
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
)
_FLAG_FIELDS = ("note", "created_at", "resolved_at", "reply")
_PROFILE_LEFT_OUT = {"user", "skipped_documents", "skipped_sections", "skipped_tags"}

Row = dict[str, Any]


def my_data(learner: User, *, now: datetime) -> Iterator[str]:
    """Yield the parts of one JSON object with all data of `learner`."""
    yield _head(learner, now)[:-1]
    schedules = Schedule.objects.filter(learner=learner)
    yield from _list("schedules", schedules, "card_id", _SCHEDULE_FIELDS, _SCHEDULE_DAYS)
    reviews = Review.objects.filter(learner=learner)
    yield from _list("reviews", reviews, "pk", _REVIEW_FIELDS, ("day",))
    yield from _list("flags", Flag.objects.filter(learner=learner), "pk", _FLAG_FIELDS)
    yield "\n}\n"


def _head(learner: User, now: datetime) -> str:
    profile = learner.profile
    settings = {
        field.name: field.value_from_object(profile)
        for field in Profile._meta.concrete_fields
        if field.name not in _PROFILE_LEFT_OUT
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


def _list(
    name: str,
    rows: QuerySet[Any],
    order: str,
    fields: tuple[str, ...],
    days: tuple[str, ...] = (),
) -> Iterator[str]:
    """Yield one named list, walking along the index on (learner, `order`)."""
    yield f',\n"{name}": ['
    query = rows.order_by(order).values(order, "card__stable_id", *fields, *days)
    batch = list(query[:BATCH])
    separator = "\n"
    while batch:
        yield separator + ",\n".join(_dump(_readable(row, fields, days)) for row in batch)
        separator = ",\n"
        batch = list(query.filter(**{f"{order}__gt": batch[-1][order]})[:BATCH])
    yield "\n]"


def _readable(row: Row, fields: tuple[str, ...], days: tuple[str, ...]) -> Row:
    """The card by its stable id, days as dates, everything else as it is."""
    dates = {name: None if row[name] is None else day_to_date(row[name]) for name in days}
    return {"card": row["card__stable_id"], **{name: row[name] for name in fields}, **dates}


def _dump(value: Row) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
