"""Saving a card that a person changed: progress, siblings, history and where new cards begin."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from cards.content.editing import save_card_edit, similar_cards, validate_card
from cards.content.entries import TextEntry
from cards.models import Card, NewCardCursor, Schedule, Tag
from cards.tests.factories import make_card, make_section

pytestmark = pytest.mark.django_db


def clozes(*numbers: int) -> dict[str, TextEntry]:
    text = " ".join(f"{{{{c{number}::word}}}}" for number in numbers)
    return {"en": TextEntry(f"Text {text}"), "zh": TextEntry(f"文字 {text}")}


BASIC = {"en": TextEntry("Why?", "So."), "zh": TextEntry("为什么？", "所以。")}


def save(card: Card, texts: dict[str, TextEntry], editor: User, **fields: object) -> Card:
    for name, value in fields.items():
        setattr(card, name, value)
    return save_card_edit(card, texts, tags=[], errata=[], editor=editor, comment="wording")


def make_cloze(editor: User, *numbers: int, origin: str = "local") -> Card:
    card = Card(
        stable_id="own/cloze",
        kind="cloze",
        state="published",
        section=make_section(),
        origin=origin,
    )
    return save(card, clozes(*numbers), editor)


def numbers_shown() -> dict[str, int]:
    shown = Card.objects.filter(state=Card.State.PUBLISHED)
    return {card.stable_id: card.cloze_number for card in shown}


def test_a_new_card_is_local_and_stands_last_in_its_section(charlie: User) -> None:
    section = make_section(position=3)
    make_card(section, order=30_005)
    new = save(Card(stable_id="own/new", section=section, state="published"), BASIC, charlie)
    assert (new.origin, new.order, new.document) == ("local", 30_006, section.document)
    assert (new.updated_by, new.edited_locally) == (charlie, False)
    assert new.texts.get(language="zh").back == "所以。"


def test_the_first_card_of_a_section_stands_at_its_beginning(charlie: User) -> None:
    new = save(Card(stable_id="own/new", section=make_section(position=4)), BASIC, charlie)
    assert new.order == 40_001


def test_an_edit_keeps_progress_and_place_and_replaces_texts(alice: User, charlie: User) -> None:
    card = make_card()
    schedule = Schedule.objects.create(learner=alice, card=card)
    place = card.order
    edited = save(card, BASIC, charlie, difficulty=5)
    assert (edited.pk, edited.order, edited.difficulty) == (card.pk, place, 5)
    assert {text.language: text.front for text in edited.texts.all()} == {
        "en": "Why?",
        "zh": "为什么？",
    }
    assert Schedule.objects.get() == schedule


def test_a_language_that_was_emptied_is_removed(charlie: User) -> None:
    edited = save(make_card(), {"en": BASIC["en"]}, charlie)
    assert [text.language for text in edited.texts.all()] == ["en"]


def test_tags_are_replaced(charlie: User) -> None:
    card = make_card()
    card.tags.add(Tag.objects.create(name="old"))
    new = Tag.objects.create(name="new")
    save_card_edit(card, BASIC, tags=[new], errata=[], editor=charlie)
    assert list(card.tags.all()) == [new]


def test_only_a_shipped_card_is_marked_as_edited_here(charlie: User) -> None:
    assert save(make_card(origin="shipped"), BASIC, charlie).edited_locally
    assert not save(make_card(), BASIC, charlie).edited_locally


def test_history_begins_with_the_card_before_its_first_change(charlie: User) -> None:
    card = make_card(en={"front": "Old?"})
    save(card, BASIC, charlie)
    save(card, BASIC, charlie, difficulty=4)
    third, second, first = card.revisions.all()
    assert (first.changed_by, first.snapshot["texts"]["en"]["front"]) == (None, "Old?")
    assert (second.changed_by, second.comment) == (charlie, "wording")
    assert second.snapshot["texts"]["en"]["front"] == "Why?"
    assert third.snapshot["difficulty"] == 4


def test_a_new_cards_history_is_one_revision(charlie: User) -> None:
    card = make_cloze(charlie, 1, 2)
    assert [revision.snapshot["cloze_numbers"] for revision in card.revisions.all()] == [[1, 2]]


def test_siblings_appear_retire_and_return_with_their_progress(alice: User, charlie: User) -> None:
    card = make_cloze(charlie, 1, 2)
    sibling = Card.objects.get(stable_id="own/cloze/c2")
    schedule = Schedule.objects.create(learner=alice, card=sibling)
    card = save(card, clozes(1), charlie)
    assert numbers_shown() == {"own/cloze": 1}
    save(card, clozes(1, 2, 3), charlie)
    assert numbers_shown() == {"own/cloze": 1, "own/cloze/c2": 2, "own/cloze/c3": 3}
    assert Schedule.objects.get(card__stable_id="own/cloze/c2") == schedule


def test_another_card_leads_when_the_leads_number_goes(alice: User, charlie: User) -> None:
    card = make_cloze(charlie, 1, 2)
    card.tags.add(Tag.objects.create(name="kept"))
    second = Card.objects.get(stable_id="own/cloze/c2")
    Schedule.objects.create(learner=alice, card=second)
    tags = list(Tag.objects.all())
    lead = save_card_edit(card, clozes(2), tags=tags, errata=[], editor=charlie)
    assert (lead.pk, lead.stable_id, lead.cloze_number) == (second.pk, "own/cloze", 2)
    assert lead.texts.count() == 2
    assert list(lead.tags.all()) == tags
    old = Card.objects.get(pk=card.pk)
    assert (old.stable_id, old.state, old.lead) == ("own/cloze/c1", "retired", lead)
    assert not old.texts.exists()
    assert not old.tags.exists()


def test_siblings_follow_the_state_section_and_mark_of_the_lead(charlie: User) -> None:
    card = make_cloze(charlie, 1, 2, origin="shipped")
    section = make_section(position=9)
    save(card, clozes(1, 2), charlie, state=Card.State.DRAFT, section=section)
    sibling = Card.objects.get(stable_id="own/cloze/c2")
    assert (sibling.state, sibling.section, sibling.document) == (
        "draft",
        section,
        section.document,
    )
    assert sibling.order == 90_001
    assert sibling.edited_locally


def test_a_sibling_is_not_edited_apart(charlie: User) -> None:
    make_cloze(charlie, 1, 2)
    with pytest.raises(ValueError, match="own/cloze/c2 shows the texts of another card"):
        save(Card.objects.get(stable_id="own/cloze/c2"), clozes(1), charlie)


def test_an_id_that_a_sibling_needs_and_another_card_has_is_refused(charlie: User) -> None:
    card = make_cloze(charlie, 1)
    make_card(stable_id="own/cloze/c2")
    with pytest.raises(ValidationError) as caught:
        save(card, clozes(1, 2), charlie)
    assert caught.value.message_dict == {
        "stable_id": ["the id own/cloze/c2 is needed for a part of this cloze card"]
    }
    assert card.texts.get(language="en").front == "Text {{c1::word}}"


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ("draft", "published", 0),
        ("published", "published", 1),
        ("published", "retired", 1),
    ],
)
def test_where_new_cards_begin_is_forgotten_only_if_one_became_available(
    alice: User, charlie: User, before: str, after: str, left: int
) -> None:
    card = make_card(state=before)
    elsewhere = make_card().document
    for document in (card.document, elsewhere):
        NewCardCursor.objects.create(learner=alice, document=document, order=1)
    save(card, BASIC, charlie, state=after)
    assert NewCardCursor.objects.filter(document=card.document).count() == left
    assert NewCardCursor.objects.filter(document=elsewhere).exists()


def test_a_new_number_and_another_document_make_a_card_available(
    alice: User, charlie: User
) -> None:
    card = make_cloze(charlie, 1)
    NewCardCursor.objects.create(learner=alice, document=card.document, order=1)
    card = save(card, clozes(1, 2), charlie)
    assert not NewCardCursor.objects.exists()
    section = make_section()
    NewCardCursor.objects.create(learner=alice, document=section.document, order=1)
    save(card, clozes(1, 2), charlie, section=section)
    assert not NewCardCursor.objects.exists()


def test_a_card_is_checked_as_the_loader_checks_it() -> None:
    texts = {"en": TextEntry("Is $\\frac{$ right?", "x" * 901)}
    problems = validate_card("numeric", texts, answer=None, tolerance=Decimal(-1))
    assert set(problems) == {
        "en.front",
        "en.back",
        "zh.front",
        "numeric_answer",
        "numeric_tolerance",
    }
    assert problems["zh.front"] == ["This language is missing."]
    assert problems["numeric_answer"] == ["A number is needed."]


def test_a_draft_may_lack_a_language_but_not_both() -> None:
    assert validate_card("basic", {"en": BASIC["en"]}, both_languages=False) == {}
    assert set(validate_card("basic", {}, both_languages=False)) == {"en.front", "zh.front"}


def test_similar_cards_are_found_the_most_similar_first() -> None:
    wording = "Which statistics does batch norm use at test time?"
    near = make_card(en={"front": wording.replace("test time", "inference time")})
    same = make_card(en={"front": wording})
    make_card(en={"front": wording}, state=Card.State.RETIRED)
    make_card(en={"front": "Why do residual connections help?"})
    found = similar_cards(wording, "en")
    assert [card for card, _ in found] == [same, near]
    assert found[0][1] == 1 > found[1][1]
    assert [card for card, _ in similar_cards(wording, "en", exclude=same)] == [near]
    assert similar_cards(wording, "zh") == []


def test_a_similar_card_in_chinese_is_found_although_some_of_it_differs() -> None:
    near = make_card(zh={"front": "批归一化层在测试阶段使用哪些统计量来归一化？"})
    found = similar_cards("批归一化层在推理阶段使用哪些统计量来归一化？", "zh")
    assert [card for card, _ in found] == [near]


@pytest.mark.parametrize("front", ["", "$+$"])
def test_a_front_without_words_is_like_no_other(front: str) -> None:
    make_card(en={"front": front})
    assert similar_cards(front, "en") == []
