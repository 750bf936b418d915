"""Fill a database with a learner's collection of any size, by SQL that runs inside it.

Whatever the size, the same number of cards is overdue, due and new: a learner's day does not grow
with what they have learnt. The log has ten answers for each card.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection

from cards.models import Card, CardText, Document, Profile, Review, Schedule, Section
from cards.scheduling.day import learner_day

OVERDUE = 100
DUE = 200
NEW = 500
ANSWERS_A_CARD = 10
DOCUMENTS = 10
CARDS_A_SECTION = 100


def make_collection(cards: int, *, now: datetime) -> User:
    """Make a learner with `cards` cards, almost all learnt, and ten times as many log rows."""
    learner = User.objects.create(username="bench")
    profile = Profile.objects.create(user=learner, new_per_day=9999, reviews_per_day=9999)
    today = learner_day(now, profile.zone, profile.rollover_hour)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What is made here refers to rows that exist; checking each takes most of the time.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET maintenance_work_mem = '512MB'")
    _make_sections(-(-cards // CARDS_A_SECTION))
    numbers = {"cards": cards, "learner": learner.pk, "today": today}
    with _indexes_made_afterwards():
        for name, statement in _STATEMENTS.items():
            _say(f"  making {name} for {cards:,} cards")
            _run(statement, numbers)
    _finish()
    return learner


@contextmanager
def _indexes_made_afterwards() -> Iterator[None]:
    """Drop the indexes that no constraint needs, and make them in one go when the rows are in."""
    tables = [model._meta.db_table for model in (Card, CardText, Schedule, Review)]
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(tables))
        cursor.execute(_INDEXES[connection.vendor].format(tables=marks), tables)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    for name, definition in indexes:
        _say(f"  making index {name}")
        with connection.cursor() as cursor:
            cursor.execute(definition)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)  # noqa: T201


_INDEXES = {
    "sqlite": """
        SELECT name, sql FROM sqlite_master
        WHERE type = 'index' AND sql LIKE 'CREATE INDEX%%' AND tbl_name IN ({tables})
    """,
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes
        WHERE indexdef LIKE 'CREATE INDEX%%' AND tablename IN ({tables})
    """,
}


def _make_sections(count: int) -> None:
    documents = [
        Document(
            id=i, stable_id=f"d{i}", title_en=f"Document {i}", title_zh=f"文档 {i}", position=i
        )
        for i in range(1, DOCUMENTS + 1)
    ]
    Document.objects.bulk_create(documents)
    Section.objects.bulk_create(
        (
            Section(
                id=i,
                document_id=1 + i % DOCUMENTS,
                stable_id=f"d{1 + i % DOCUMENTS}/s{i}",
                title_en=f"Section {i}",
                title_zh=f"小节 {i}",
                position=i,
            )
            for i in range(1, count + 1)
        ),
        batch_size=2000,
    )


def _run(statement: str, numbers: dict[str, int]) -> None:
    """Run a statement over i = 1 … n in the database's own dialect."""
    sqlite = connection.vendor == "sqlite"
    dialect = {
        "series": "(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {n}) "
        "SELECT i FROM s) AS series"
        if sqlite
        else "generate_series(1, {n}) AS series(i)",
        "key": "printf('%032x', i)" if sqlite else "lpad(to_hex(i), 32, '0')::uuid",
        "now": "CURRENT_TIMESTAMP",
        "false": "0" if sqlite else "false",
        "json": "'[]'" if sqlite else "'[]'::jsonb",
    }
    log_rows = numbers["cards"] * ANSWERS_A_CARD
    series = {
        "cards_series": dialect["series"].format(n=numbers["cards"]),
        "learnt_series": dialect["series"].format(n=max(1, numbers["cards"] - NEW)),
        "log_series": dialect["series"].format(n=log_rows),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**dialect, **series, **numbers, overdue=OVERDUE, due=DUE))


def _finish() -> None:
    models = [Document, Section, Card, CardText, Schedule, Review]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            # What autovacuum would have done by the time so much was learnt.
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            cursor.execute("ANALYZE")


# Card i stands in section 1 + (i - 1) / 100; the last ones have never been shown.
_CARDS = """
    INSERT INTO cards_card (id, document_id, section_id, stable_id, kind, state, "order",
        cloze_number, difficulty, numeric_tolerance, unit, accepted_units, origin, edited_locally,
        source_digest, created_at, updated_at)
    SELECT i, 1 + (1 + (i - 1) / 100) % 10, 1 + (i - 1) / 100, 'c' || i, 'basic', 'published',
        (1 + (i - 1) / 100) * 10000 + i % 100, 0, 2, 0, '', {json}, 'local', {false}, '',
        {now}, {now}
    FROM {cards_series}
"""
_TEXTS = """
    INSERT INTO cards_cardtext (card_id, language, front, back, choices, accepted)
    SELECT i, 'en', 'What does card ' || i || ' ask about $x_' || i || '$?',
        'It asks for $\\frac{{1}}{{' || i || '}}$.', {json}, {json}
    FROM {cards_series}
"""
_SCHEDULES = """
    INSERT INTO cards_schedule (learner_id, card_id, repetitions, interval, ef, due_day, last_day,
        lapses, drilling, leech, suspended, version, updated_at)
    SELECT {learner}, i, 5, 10 + i % 200, 250,
        CASE WHEN i <= {overdue} THEN {today} - 1 - i % 30
             WHEN i <= {overdue} + {due} THEN {today}
             ELSE {today} + 1 + (i % 1000) * 7 % 365 END,
        {today} - 10 - i % 200, 0, {false}, {false}, {false}, 5, {now}
    FROM {learnt_series}
"""
_LOG = """
    INSERT INTO cards_review (learner_id, card_id, key, phase, grade, answered_at, day, duration_ms,
        repetitions_before, repetitions_after, interval_before, interval_after, ef_before, ef_after,
        state_before)
    SELECT {learner}, 1 + i % {cards}, {key}, 'review', 4, {now}, {today} - 1 - i % 1000, 4000,
        4, 5, 6, 15, 250, 250, {json}
    FROM {log_series}
"""
_STATEMENTS = {"cards": _CARDS, "texts": _TEXTS, "schedules": _SCHEDULES, "log rows": _LOG}
