"""Drafts come with an import; staff accept, merge, discard them, and take it back."""

from unittest.mock import patch

import pytest
from django.contrib.auth.models import User

from cards.content.editing import save_card_edit
from cards.content.imports import deciding
from cards.content.imports.deciding import (
    CannotDecide,
    accept,
    decide_all,
    discard,
    merge_into_card,
    merge_into_draft,
    precision_by_rule,
    undo_last,
)
from cards.edit_card_forms import SiteCardForm
from cards.models import Card, CardText, Document, Draft, Flag, NewCardCursor, Schedule, Section
from cards.models.documents import Origin
from cards.tests.factories import make_card
from cards.tests.notes import NOTES, import_notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    import_notes()
    return Draft.objects.get(front="What is Dropout?")


def reread(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_an_import_derives_drafts_that_name_rule_section_and_line(draft: Draft) -> None:
    assert (draft.rule, draft.section.title_en, draft.line) == ("heading", "2. Dropout", 13)
    assert draft.back == "Units are switched off by chance."
    assert (draft.state, draft.language) == ("pending", "en")


def test_sections_that_have_cards_get_no_drafts() -> None:
    import_notes()
    Draft.objects.all().delete()
    make_card(Section.objects.get(title_en="2. Dropout"))
    import_notes(NOTES.replace("A window", "One window").replace("chance", "luck"))
    assert "2. Dropout" not in Draft.objects.values_list("section__title_en", flat=True)
    assert Draft.objects.exists()


def test_sections_that_need_no_cards_get_no_drafts() -> None:
    import_notes()
    Draft.objects.all().delete()
    Section.objects.filter(title_en="2. Dropout").update(without_cards=True)
    import_notes(NOTES.replace("A window", "One window").replace("chance", "luck"))
    assert "2. Dropout" not in Draft.objects.values_list("section__title_en", flat=True)
    assert Draft.objects.exists()


def test_accepting_one_draft_decides_on_no_other_of_its_section(
    draft: Draft, charlie: User
) -> None:
    text = NOTES + "\nRate：the share of units that are switched off.\n"
    import_notes(text)
    assert draft.section.drafts.filter(state="pending").count() == 2
    accept(draft.section.drafts.get(rule="definition"), charlie)
    import_notes(text.replace("A window", "One window"))
    assert draft.section.drafts.filter(state="pending").count() == 1


def test_a_draft_names_the_line_at_which_it_stands_now(draft: Draft) -> None:
    import_notes(NOTES.replace("A window", "A line more.\n\nA window"))
    assert reread(draft).line == draft.line + 2


def test_importing_again_keeps_decisions_and_drops_what_the_text_no_longer_gives(
    draft: Draft, charlie: User
) -> None:
    discard(draft, charlie)
    count = Draft.objects.count()
    import_notes(NOTES.replace("slides over", "moves across"))
    assert Draft.objects.count() == count
    assert reread(draft).state == "discarded"
    assert not Draft.objects.filter(back__contains="slides").exists()
    assert Draft.objects.filter(back__contains="moves across").exists()


def test_decided_and_edited_drafts_stay_though_the_text_no_longer_gives_them(
    draft: Draft, charlie: User
) -> None:
    discard(draft, charlie)
    edited = Draft.objects.get(front="What is Convolution?")
    edited.back = "Better words."
    edited.save()
    import_notes(NOTES.replace("by chance", "at random").replace("slides", "moves"))
    assert reread(draft).state == "discarded"
    assert reread(edited).back == "Better words."


def test_accepting_makes_a_published_card_of_this_site(draft: Draft, charlie: User) -> None:
    card = accept(draft, charlie)
    assert (card.state, card.origin, card.section) == ("published", Origin.LOCAL, draft.section)
    text = card.texts.get()
    assert (text.language, text.front, text.back) == ("en", draft.front, draft.back)
    found = reread(draft)
    assert (found.state, found.card, found.decided_by) == ("accepted", card, charlie)
    assert card.revisions.get().changed_by == charlie


def test_both_languages_are_kept_where_staff_wrote_both(draft: Draft, charlie: User) -> None:
    draft.other_front, draft.other_back = "什么是 Dropout？", "随机关闭神经元。"
    draft.save()
    card = accept(draft, charlie)
    assert dict(card.texts.values_list("language", "front")) == {
        "en": "What is Dropout?", "zh": "什么是 Dropout？",
    }  # fmt: skip


def test_a_cloze_draft_makes_its_siblings(draft: Draft, charlie: User) -> None:
    draft.kind, draft.front, draft.back = "cloze", "{{c1::a}} and {{c2::b}}", ""
    draft.save()
    card = accept(draft, charlie)
    assert (card.cloze_number, card.siblings.get().cloze_number) == (1, 2)
    undo_last(charlie)
    assert not Card.objects.exists()


def test_learners_look_for_new_cards_from_the_start_again(
    draft: Draft, charlie: User, alice: User
) -> None:
    NewCardCursor.objects.create(learner=alice, document=draft.section.document, order=10**9)
    accept(draft, charlie)
    assert not NewCardCursor.objects.exists()


def test_an_accepted_card_may_stay_in_one_language_when_it_is_edited(
    draft: Draft, charlie: User
) -> None:
    card = accept(draft, charlie)
    form = SiteCardForm(instance=card)
    data = {name: form[name].value() or "" for name in form.fields}
    form = SiteCardForm({**data, "en_back": "Better."}, instance=card)  # type: ignore[arg-type]
    assert "zh_front" not in form.errors


def test_a_draft_that_is_no_card_yet_must_be_edited_first(draft: Draft, charlie: User) -> None:
    draft.back = ""
    draft.save()
    with pytest.raises(CannotDecide, match="Edit the draft first: The back is empty"):
        accept(draft, charlie)
    assert reread(draft).state == "pending"
    assert not Card.objects.exists()


def test_a_draft_is_decided_once(draft: Draft, charlie: User) -> None:
    accept(draft, charlie)
    for decide in (accept, discard):
        with pytest.raises(CannotDecide, match="Somebody else"):
            decide(draft, charlie)
    assert Card.objects.count() == 1


def state() -> list[object]:
    return [
        list(Draft.objects.order_by("pk").values()),
        list(CardText.objects.order_by("pk").values("card", "language", "front", "back")),
        list(Card.objects.order_by("pk").values("pk", "state", "edited_locally", "kind")),
    ]


def test_undo_restores_exactly_what_was_before_each_decision(draft: Draft, charlie: User) -> None:
    card = make_card(draft.section, origin=Origin.SHIPPED)
    CardText.objects.filter(card=card, language="en").update(back="Old back.")
    other = Draft.objects.exclude(pk=draft.pk).filter(language="en")[0]
    before = state()
    accept(draft, charlie)
    undo_last(charlie)
    assert state() == before
    discard(draft, charlie)
    undo_last(charlie)
    assert state() == before
    merge_into_card(draft, card, charlie)
    assert card.texts.get(language="en").back == "Old back.\n\nUnits are switched off by chance."
    undo_last(charlie)
    assert state() == before
    merge_into_draft(draft, other, charlie)
    assert reread(other).back.endswith("switched off by chance.")
    undo_last(charlie)
    assert state() == before
    assert undo_last(charlie) == []


def test_decisions_are_taken_back_latest_first_and_only_ones_own(
    draft: Draft, charlie: User, bob: User
) -> None:
    other = Draft.objects.exclude(pk=draft.pk)[0]
    discard(draft, charlie)
    discard(other, charlie)
    assert undo_last(bob) == []
    assert undo_last(charlie) == [other]
    assert undo_last(charlie) == [draft]


def test_merging_gives_a_card_its_missing_language(draft: Draft, charlie: User) -> None:
    card = make_card(draft.section)
    card.texts.filter(language="en").delete()
    merge_into_card(draft, card, charlie)
    assert card.texts.get(language="en").front == draft.front


def test_a_merge_that_would_not_fit_is_refused(draft: Draft, charlie: User) -> None:
    card = make_card(draft.section, en={"back": "x" * 890})
    with pytest.raises(CannotDecide, match="at most 900"):
        merge_into_card(draft, card, charlie)
    assert reread(draft).state == "pending"


def test_a_card_that_somebody_learns_is_not_taken_back(
    draft: Draft, charlie: User, alice: User
) -> None:
    card = accept(draft, charlie)
    Schedule.objects.create(learner=alice, card=card)
    with pytest.raises(CannotDecide, match="Somebody has learned"):
        undo_last(charlie)
    assert Card.objects.filter(pk=card.pk).exists()


def test_a_card_that_was_changed_or_flagged_since_is_not_taken_back(
    draft: Draft, charlie: User, alice: User
) -> None:
    card = accept(draft, charlie)
    flag = Flag.objects.create(card=card, learner=alice, note="wrong")
    with pytest.raises(CannotDecide, match="Retire it instead"):
        undo_last(charlie)
    flag.delete()
    texts = {"en": CardText(language="en", front="What is Dropout?", back="Better words.")}
    save_card_edit(card, texts, tags=[], errata=[], editor=alice)
    with pytest.raises(CannotDecide, match="changed since"):
        undo_last(charlie)
    assert Card.objects.filter(pk=card.pk).exists()


def test_no_card_is_made_in_a_section_that_is_out_of_use(draft: Draft, charlie: User) -> None:
    Section.objects.filter(pk=draft.section_id).update(retired=True)
    with pytest.raises(CannotDecide, match="out of use"):
        accept(draft, charlie)


def test_a_merge_is_not_taken_back_over_a_later_edit(draft: Draft, charlie: User) -> None:
    card = make_card(draft.section)
    merge_into_card(draft, card, charlie)
    CardText.objects.filter(card=card, language="en").update(back="Edited since.")
    with pytest.raises(CannotDecide, match="changed since"):
        undo_last(charlie)
    assert card.texts.get(language="en").back == "Edited since."


def test_a_merge_into_a_draft_is_not_taken_back_over_a_later_edit(
    draft: Draft, charlie: User
) -> None:
    other = Draft.objects.exclude(pk=draft.pk)[0]
    merge_into_draft(draft, other, charlie)
    Draft.objects.filter(pk=other.pk).update(back="Edited since.")
    with pytest.raises(CannotDecide, match="changed since"):
        undo_last(charlie)
    assert reread(other).back == "Edited since."


def test_many_are_decided_and_taken_back_at_once(draft: Draft, charlie: User) -> None:
    Draft.objects.exclude(pk=draft.pk).update(back="")
    count = Draft.objects.count()
    assert decide_all(Draft.objects.all(), charlie, accepting=True) == (1, count - 1)
    assert decide_all(Draft.objects.filter(state="pending"), charlie, accepting=False) == (
        count - 1, 0,
    )  # fmt: skip
    assert len(undo_last(charlie)) == count - 1
    assert len(undo_last(charlie)) == 1
    assert not Card.objects.exists()


def test_so_many_at_once_that_others_need_not_wait_long(draft: Draft, charlie: User) -> None:
    pending = Draft.objects.filter(state="pending")
    count = pending.count()
    with patch.object(deciding, "MOST_AT_ONCE", 2):
        assert decide_all(pending.all(), charlie, accepting=False) == (2, 0)
    assert pending.count() == count - 2


def test_precision_counts_accepted_among_decided(draft: Draft, charlie: User) -> None:
    other = Draft.objects.filter(rule="heading").exclude(pk=draft.pk)[0]
    accept(draft, charlie)
    discard(other, charlie)
    pending = Draft.objects.filter(rule="heading", state="pending").count()
    assert precision_by_rule()["heading"] == (1, 2, pending)


def test_a_fault_in_the_middle_of_accepting_leaves_nothing(draft: Draft, charlie: User) -> None:
    with (
        patch.object(deciding, "_decide", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        accept(draft, charlie)
    assert not Card.objects.exists()


def test_a_document_that_vanishes_takes_its_drafts_along(draft: Draft) -> None:
    Document.objects.all().delete()
    assert not Draft.objects.exists()
