"""Cards of one cloze text: each number keeps its progress, whoever leads."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.content.families import arrange
from cards.content.loader import load_documents
from cards.content.problems import ContentError
from cards.languages import ContentLanguage
from cards.models import Card, CardText, Schedule
from cards.tests.content_files import basic, cloze, section, write_document
from cards.tests.factories import make_card

pytestmark = pytest.mark.django_db


def load(folder: Path, *entries: dict[str, object]) -> None:
    load_documents([write_document(folder, section("doc/a", *entries))])


def shown() -> dict[str, tuple[int, str | None]]:
    """Number and lead of each card in use, by id."""
    cards = Card.objects.filter(state=Card.State.PUBLISHED).select_related("lead")
    return {c.stable_id: (c.cloze_number, c.lead.stable_id if c.lead else None) for c in cards}


def study_all(learner: User) -> dict[int, int]:
    """Give each number in use a schedule; returns schedule ids by number."""
    return {
        card.cloze_number: Schedule.objects.create(learner=learner, card=card).pk
        for card in Card.objects.filter(state=Card.State.PUBLISHED)
    }


def progress() -> dict[int, int]:
    schedules = Schedule.objects.filter(card__state=Card.State.PUBLISHED).select_related("card")
    return {schedule.card.cloze_number: schedule.pk for schedule in schedules}


def test_the_smallest_number_leads_and_the_others_have_no_texts(tmp_path: Path) -> None:
    load(tmp_path, cloze("doc/a/x", 2, 3, tags=["t"]))
    assert shown() == {"doc/a/x": (2, None), "doc/a/x/c3": (3, "doc/a/x")}
    sibling = Card.objects.get(stable_id="doc/a/x/c3")
    assert not sibling.texts.exists()
    assert not sibling.tags.exists()
    assert sibling.text(ContentLanguage.ZH).front.startswith("文字")


def test_a_number_that_appears_gets_a_card_and_one_that_goes_is_retired(
    tmp_path: Path, alice: User
) -> None:
    load(tmp_path, cloze("doc/a/x", 1, 2))
    before = study_all(alice)
    load(tmp_path, cloze("doc/a/x", 1, 3))
    assert shown() == {"doc/a/x": (1, None), "doc/a/x/c3": (3, "doc/a/x")}
    load(tmp_path, cloze("doc/a/x", 1, 2, 3))
    assert set(shown()) == {"doc/a/x", "doc/a/x/c2", "doc/a/x/c3"}
    assert progress() == before


def test_when_the_first_number_goes_the_next_one_leads_with_its_own_progress(
    tmp_path: Path, alice: User
) -> None:
    load(tmp_path, cloze("doc/a/x", 1, 2, tags=["t"]))
    before = study_all(alice)
    load(tmp_path, cloze("doc/a/x", 2, tags=["t"]))
    assert shown() == {"doc/a/x": (2, None)}
    assert progress() == {2: before[2]}
    lead = Card.objects.get(stable_id="doc/a/x")
    assert lead.texts.count() == 2
    assert [tag.name for tag in lead.tags.all()] == ["t"]
    retired = Card.objects.get(state=Card.State.RETIRED)
    assert (retired.stable_id, retired.lead) == ("doc/a/x/c1", lead)
    load(tmp_path, cloze("doc/a/x", 1, 2, tags=["t"]))
    assert shown() == {"doc/a/x": (1, None), "doc/a/x/c2": (2, "doc/a/x")}
    assert progress() == before
    assert CardText.objects.count() == 2


def test_a_smaller_number_that_appears_takes_the_lead(tmp_path: Path, alice: User) -> None:
    load(tmp_path, cloze("doc/a/x", 2))
    before = study_all(alice)
    load(tmp_path, cloze("doc/a/x", 1, 2))
    assert shown() == {"doc/a/x": (1, None), "doc/a/x/c2": (2, "doc/a/x")}
    assert progress() == before


def test_siblings_go_and_return_with_a_change_of_kind(tmp_path: Path, alice: User) -> None:
    load(tmp_path, cloze("doc/a/x", 1, 2))
    before = study_all(alice)
    load(tmp_path, basic("doc/a/x"))
    assert shown() == {"doc/a/x": (0, None)}
    assert progress() == {0: before[1]}
    load(tmp_path, cloze("doc/a/x", 1, 2))
    assert progress() == before


def test_after_a_change_of_kind_the_card_takes_a_number_that_has_no_card(
    tmp_path: Path, alice: User
) -> None:
    load(tmp_path, cloze("doc/a/x", 1, 2))
    before = study_all(alice)
    load(tmp_path, basic("doc/a/x"))
    load(tmp_path, cloze("doc/a/x", 2, 3))
    assert shown() == {"doc/a/x": (2, None), "doc/a/x/c3": (3, "doc/a/x")}
    assert progress() == {2: before[2], 3: before[1]}


def test_after_a_change_of_kind_todays_progress_goes_before_that_of_old_siblings(
    tmp_path: Path, alice: User
) -> None:
    load(tmp_path, cloze("doc/a/x", 1, 2))
    before = study_all(alice)
    load(tmp_path, basic("doc/a/x"))
    load(tmp_path, cloze("doc/a/x", 2))
    assert progress() == {2: before[1]}
    assert Schedule.objects.filter(pk=before[2], card__state=Card.State.RETIRED).exists()


def test_siblings_vanish_and_return_with_their_entry(tmp_path: Path, alice: User) -> None:
    load(tmp_path, cloze("doc/a/x", 1, 2))
    before = study_all(alice)
    load(tmp_path, basic("doc/a/y"))
    assert shown() == {"doc/a/y": (0, None)}
    load(tmp_path, cloze("doc/a/x", 1, 2))
    assert progress() == before


def test_siblings_come_along_into_another_document(tmp_path: Path, alice: User) -> None:
    load(tmp_path, cloze("doc/a/x", 1, 2))
    before = study_all(alice)
    load(tmp_path)
    other = write_document(tmp_path, section("two/a", cloze("doc/a/x", 2)), document="two")
    load_documents([other])
    assert progress() == {2: before[2]}
    assert set(Card.objects.values_list("document__stable_id", flat=True)) == {"two"}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sets(st.integers(1, 4), min_size=0), min_size=2, max_size=5))
def test_every_number_keeps_its_progress_through_any_changes(
    tmp_path: Path, alice: User, versions: list[set[int]]
) -> None:
    Card.objects.all().delete()
    known: dict[int, int] = {}
    for numbers in versions:
        entries = [cloze("doc/a/x", *sorted(numbers))] if numbers else []
        load(tmp_path, *entries)
        assert {number for number, _ in shown().values()} == numbers
        assert {n: pk for n, pk in progress().items() if n in known} == {
            n: known[n] for n in numbers & set(known)
        }
        for card in Card.objects.filter(state="published", schedules__isnull=True):
            known[card.cloze_number] = Schedule.objects.create(learner=alice, card=card).pk
        leads = Card.objects.filter(state="published", lead__isnull=True)
        assert [(c.stable_id, c.cloze_number) for c in leads] == [
            ("doc/a/x", min(numbers)) for _ in leads
        ]


def test_a_sibling_does_not_take_the_id_of_a_card_of_this_site(tmp_path: Path) -> None:
    make_card(stable_id="doc/a/x/c2")
    with pytest.raises(ContentError, match="doc/a/x/c2 belongs to a card made on this site"):
        load(tmp_path, cloze("doc/a/x", 1, 2))
    assert Card.objects.count() == 1


def test_a_retired_number_does_not_take_the_id_of_another_card(tmp_path: Path) -> None:
    load(tmp_path, cloze("doc/a/x", 1, 2))
    make_card(stable_id="doc/a/x/c1")
    with pytest.raises(ContentError, match=r"doc\.yaml:\d+: card doc/a/x: the id doc/a/x/c1 is"):
        load(tmp_path, cloze("doc/a/x", 2))
    assert set(shown()) == {"doc/a/x", "doc/a/x/c2", "doc/a/x/c1"}


def test_arranging_without_cards_makes_new_ones() -> None:
    family = arrange("doc/x", [2, 5], [])
    assert [(c.stable_id, c.cloze_number) for c in family.shown] == [("doc/x", 2), ("doc/x/c5", 5)]
    assert family.siblings[0].lead is family.lead
