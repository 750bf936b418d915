"""Only what is published and chosen is studied."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from cards.models import Card, Schedule, Tag
from cards.scheduling.queue import next_card, showing_of, today
from cards.scheduling.session import NotAnswerable
from cards.tests.answering import NOON, answer, day_of, learnt, make_cloze
from cards.tests.factories import make_card, make_section


def put_aside(learner: User, card: Card, **fields: object) -> None:
    schedule, _created = Schedule.objects.get_or_create(learner=learner, card=card)
    Schedule.objects.filter(pk=schedule.pk).update(**fields)


def draft(learner: User, card: Card) -> None:
    Card.objects.filter(pk=card.pk).update(state=Card.State.DRAFT)


def retire_card(learner: User, card: Card) -> None:
    Card.objects.filter(pk=card.pk).update(state=Card.State.RETIRED)


def retire_section(learner: User, card: Card) -> None:
    card.section.retired = True
    card.section.save()


def retire_document(learner: User, card: Card) -> None:
    card.document.retired = True
    card.document.save()


def suspend(learner: User, card: Card) -> None:
    put_aside(learner, card, suspended=True)


def bury(learner: User, card: Card) -> None:
    put_aside(learner, card, buried_until=day_of(learner) + 1)


def skip_document(learner: User, card: Card) -> None:
    learner.profile.skipped_documents.add(card.document)


def skip_section(learner: User, card: Card) -> None:
    learner.profile.skipped_sections.add(card.section)


def skip_a_section_two_levels_up(learner: User, card: Card) -> None:
    top = make_section(card.document)
    card.section.parent = make_section(card.document, parent=top)
    card.section.save()
    learner.profile.skipped_sections.add(top)


def skip_tag(learner: User, card: Card) -> None:
    tag = Tag.objects.create(name="hard")
    card.tags.add(tag, Tag.objects.create(name="formula"))
    learner.profile.skipped_tags.add(tag)


WAYS = [
    draft,
    retire_card,
    retire_section,
    retire_document,
    suspend,
    bury,
    skip_document,
    skip_section,
    skip_a_section_two_levels_up,
    skip_tag,
]
Way = Callable[[User, Card], None]


def new(learner: User, card: Card) -> None:
    """A card without a schedule is new."""


def due(learner: User, card: Card) -> None:
    learnt(learner, card, due=0)


def overdue(learner: User, card: Card) -> None:
    learnt(learner, card, due=-3)


def in_drill(learner: User, card: Card) -> None:
    learnt(learner, card, due=3, drilling=True)


@pytest.mark.parametrize("phase", [new, due, overdue, in_drill])
@pytest.mark.parametrize("way", WAYS)
def test_what_is_put_aside_is_neither_shown_nor_counted_nor_answered(
    alice: User, bob: User, phase: Way, way: Way
) -> None:
    card = make_card()
    phase(alice, card)
    assert next_card(alice, now=NOON) is not None
    way(alice, card)
    assert next_card(alice, now=NOON) is None
    assert showing_of(alice, card, now=NOON) is None
    assert today(alice, now=NOON).total == 0
    with pytest.raises(NotAnswerable):
        answer(alice, card)


@pytest.mark.parametrize("way", [suspend, bury, skip_document, skip_section, skip_tag])
def test_what_one_learner_puts_aside_another_may_study(alice: User, bob: User, way: Way) -> None:
    card = make_card()
    way(alice, card)
    assert next_card(bob, now=NOON) is not None
    assert today(bob, now=NOON).total == 1


@pytest.mark.parametrize("way", [skip_document, skip_section, skip_tag])
def test_other_documents_sections_and_tags_are_still_studied(alice: User, way: Way) -> None:
    section = make_section()
    left_out, other = make_card(section), make_card(make_section(section.document))
    elsewhere = make_card()
    way(alice, left_out)
    kept = {elsewhere} if way is skip_document else {other, elsewhere}
    counts = {row.document: row.new for row in today(alice, now=NOON).documents}
    assert sum(counts.values()) == len(kept)
    assert (section.document in counts) == (way is not skip_document)


def test_the_tags_of_a_cloze_text_count_for_all_its_cards(alice: User) -> None:
    lead, second = make_cloze()
    learnt(alice, second, due=0)
    skip_tag(alice, lead)
    assert next_card(alice, now=NOON) is None


def test_a_section_above_the_skipped_one_is_studied(alice: User) -> None:
    above = make_section()
    card = make_card(above)
    alice.profile.skipped_sections.add(make_section(above.document, parent=above))
    showing = next_card(alice, now=NOON)
    assert showing is not None
    assert showing.card == card


def test_a_card_buried_until_today_is_back(alice: User) -> None:
    card = make_card()
    put_aside(alice, card, buried_until=day_of(alice))
    showing = next_card(alice, now=NOON)
    assert showing is not None
    assert (showing.card, showing.version) == (card, 0)


def test_a_card_due_later_is_not_shown(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=1)
    assert next_card(alice, now=NOON) is showing_of(alice, card, now=NOON) is None
    with pytest.raises(NotAnswerable):
        answer(alice, card)


def test_a_retired_card_comes_back_with_its_progress(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, interval=40)
    retire_card(alice, card)
    Card.objects.filter(pk=card.pk).update(state=Card.State.PUBLISHED)
    showing = next_card(alice, now=NOON)
    assert showing is not None
    assert showing.schedule is not None
    assert showing.schedule.interval == 40
