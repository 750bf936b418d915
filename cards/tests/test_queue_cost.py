"""The queue takes a fixed number of queries, and reads by index what it needs and no more."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from cards.models import Erratum, Tag
from cards.scheduling.queue import begin_day, next_card, showing_of, today
from cards.tests.answering import NOON, answer, change_profile, learnt, make_cloze
from cards.tests.factories import make_card, make_section


def only_due(learner: User) -> None:
    for days in range(5):
        learnt(learner, make_card(), due=-days)


def only_new(learner: User) -> None:
    for _ in range(3):
        section = make_section()
        for _ in range(3):
            make_card(section)
    answer(learner, make_card())


def only_drill(learner: User) -> None:
    for _ in range(5):
        learnt(learner, make_card(), due=3, drilling=True)


def cloze(learner: User) -> None:
    learnt(learner, make_cloze()[1], due=0)


def choices(learner: User) -> None:
    for _ in range(3):
        learner.profile.skipped_documents.add(make_section().document)
        learner.profile.skipped_sections.add(make_section())
        learner.profile.skipped_tags.add(Tag.objects.create(name=f"tag-{make_section().pk}"))
    only_due(learner)


STATES = [only_due, only_new, only_drill, cloze, choices]


@pytest.mark.parametrize("rule", ["cloze", "section", "none"])
@pytest.mark.parametrize("state", STATES)
def test_a_card_and_the_day_take_a_fixed_number_of_queries(
    alice: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    state: Callable[[User], None],
    rule: str,
) -> None:
    change_profile(alice, sibling_rule=rule)
    state(alice)
    today(alice, now=NOON)
    with django_assert_max_num_queries(6):
        showing = next_card(alice, now=NOON)
    assert showing is not None
    with django_assert_max_num_queries(5):
        showing_of(alice, showing.card, now=NOON)
    with django_assert_max_num_queries(4):
        today(alice, now=NOON)
    with django_assert_max_num_queries(9):
        answer(alice, showing.card, version=showing.version)


def test_a_standing_read_once_serves_the_card_and_the_day(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    only_due(alice)
    standing = begin_day(alice, now=NOON)
    with django_assert_num_queries(3):
        counts = today(alice, now=NOON, standing=standing)
    with django_assert_num_queries(2):
        showing = next_card(alice, now=NOON, work=counts)
    assert showing == next_card(alice, now=NOON)
    assert counts == today(alice, now=NOON)


def test_finding_forgotten_places_again_takes_four_more(
    alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    only_new(alice)
    alice.refresh_from_db()
    assert alice.profile
    with django_assert_max_num_queries(4 + 4):
        today(alice, now=NOON)


def test_rendering_needs_nothing_more(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead, second = make_cloze()
    top = make_section(lead.document)
    lead.section.parent = make_section(lead.document, parent=top)
    lead.section.save()
    lead.errata.add(Erratum.objects.create(document=lead.document, section=top, stable_id="e"))
    learnt(alice, second, due=0)
    front, back = next_card(alice, now=NOON), showing_of(alice, second, now=NOON)
    assert front is not None
    assert back is not None
    with django_assert_num_queries(0):
        for showing in (front, back):
            assert showing.card == second
            assert {text.language for text in showing.card.text_owner.texts.all()} == {"en", "zh"}
            assert showing.card.document.title_en
            assert showing.card.section.parent
            assert showing.card.section.parent.parent == top
            assert showing.card.section.parent.parent.parent is None
        assert [erratum.stable_id for erratum in back.card.text_owner.errata.all()] == ["e"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plans")
@pytest.mark.parametrize("rule", ["cloze", "section", "none"])
def test_sqlite_walks_over_no_large_table(alice: User, rule: str) -> None:
    change_profile(alice, sibling_rule=rule)
    for state in STATES:
        state(alice)
    with CaptureQueriesContext(connection) as queries:
        next_card(alice, now=NOON)
        today(alice, now=NOON)
        change_profile(alice, new_per_day=0, reviews_per_day=0)
        assert next_card(alice, now=NOON)
    plans = []
    for query in list(queries):
        if "cards_" in query["sql"] and "SELECT" in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plans += [row[-1] for row in cursor.fetchall()]
    large = ("schedule ", "card ", "answer ", "section ", "chapter ", "cards_review ", "tagged ")
    assert [
        step for step in plans if f"{step} ".startswith(tuple(f"SCAN {name}" for name in large))
    ] == []
    steps = "\n".join(plans)
    assert "INDEX schedule_due (learner_id=? AND due_day<?)" in steps
    assert "INDEX schedule_drill (learner_id=?)" in steps
    assert "schedule_due (learner_id=? AND due_day>?)" not in steps
    if rule != "section":
        assert "INDEX card_published_order (document_id=? AND order>?)" in steps
