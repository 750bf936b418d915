"""Admins list, write, publish and retire cards in the Django admin."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, CardRevision, Schedule, Tag
from cards.tests.card_editing import LIST, act, card_from_notes, change, cloze_pair
from cards.tests.factories import make_card, make_document, make_section

ClientOf = Callable[[User], Client]


@pytest.fixture
def admin(charlie: User, client_of: ClientOf) -> Client:
    return client_of(charlie)


def test_a_card_is_written_with_both_languages(admin: Client, charlie: User) -> None:
    section = make_section()
    tag = Tag.objects.create(name="optimizer")
    form = {"section": section.pk, "kind": "choice", "state": "published", "difficulty": 3}
    texts = {
        f"{language}_{part}": text
        for language in ("en", "zh")
        for part, text in {"front": f"{language}?", "choices": "right\nwrong"}.items()
    }
    response = admin.post(f"{LIST}add/", {**form, **texts, "tags": [tag.pk]})
    assert response.status_code == 302
    card = Card.objects.get()
    assert (card.kind, card.difficulty, card.document) == ("choice", 3, section.document)
    assert card.text("zh").choices == ["right", "wrong"]  # type: ignore[arg-type]
    assert list(card.tags.all()) == [tag]
    assert CardRevision.objects.get().changed_by == charlie


def test_a_change_keeps_progress_and_names_the_editor(
    admin: Client, alice: User, charlie: User
) -> None:
    card = make_card()
    Schedule.objects.create(
        learner=alice, card=card, repetitions=2, interval=6, due_day=20000, last_day=19994
    )
    before = list(Schedule.objects.values())
    assert change(admin, card, en_front="New?").status_code == 302
    assert card.text("en").front == "New?"  # type: ignore[arg-type]
    assert list(Schedule.objects.values()) == before
    card.refresh_from_db()
    assert card.updated_by == charlie


def test_a_mistake_is_told_at_its_field(admin: Client) -> None:
    card = make_card()
    response = change(admin, card, en_front=r"$\frac{1$", zh_front="保留")
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["en_front"]
    assert "保留" in response.content.decode()
    assert not CardRevision.objects.exists()


def test_a_stale_form_is_not_saved(admin: Client) -> None:
    card = make_card()
    response = change(admin, card, seen_at="2020-01-01T00:00:00+00:00", en_front="Mine?")
    assert "saved this card" in response.content.decode()
    assert card.text("en").front != "Mine?"  # type: ignore[arg-type]


def test_a_cloze_sibling_is_shown_with_a_link_to_its_lead(admin: Client) -> None:
    lead, sibling = cloze_pair(admin)
    html = admin.get(f"{LIST}{sibling.pk}/change/").content.decode()
    assert f"{LIST}{lead.pk}/change/" in html
    assert 'name="_save"' not in html
    assert admin.post(f"{LIST}{sibling.pk}/change/", {}).status_code == 403
    assert f"{LIST}{sibling.pk}/change/" in admin.get(f"{LIST}{lead.pk}/change/").content.decode()


def test_work_goes_on_at_the_card_that_leads_now(admin: Client) -> None:
    lead, sibling = cloze_pair(admin)
    texts = {"en_front": "a b {{c2::c}}", "zh_front": "甲乙{{c2::丙}}", "_continue": "1"}
    response = change(admin, lead, **texts)
    assert response.headers["Location"] == f"{LIST}{sibling.pk}/change/"


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("publish", "draft", "published"),
        ("retire", "published", "retired"),
        ("back_to_draft", "published", "draft"),
    ],
)
def test_actions_change_the_state_and_record_it(
    admin: Client, charlie: User, action: str, before: str, after: str
) -> None:
    cards = [make_card(state=before), make_card(state=before)]
    assert "2 cards changed." in act(admin, action, *cards)
    for card in cards:
        card.refresh_from_db()
        assert card.state == after
        revision = card.revisions.first()
        assert revision is not None
        assert (revision.changed_by, revision.snapshot["state"]) == (charlie, after)


def test_a_whole_cloze_family_is_retired_together(admin: Client) -> None:
    lead, sibling = cloze_pair(admin)
    assert "1 card changed." in act(admin, "retire", lead, sibling)
    assert set(Card.objects.values_list("state", flat=True)) == {"retired"}
    assert "1 card changed." in act(admin, "publish", sibling)
    assert set(Card.objects.values_list("state", flat=True)) == {"published"}


def test_an_unfinished_card_is_not_published(admin: Client) -> None:
    card = make_card(state="draft")
    card.texts.get(language="zh").delete()
    html = act(admin, "publish", card)
    assert f"Not published: {card.stable_id}." in html
    assert "This language is missing." in html
    card.refresh_from_db()
    assert card.state == "draft"
    assert not CardRevision.objects.exists()


@pytest.mark.parametrize("query", ["方差", "dl/bn", "batch"])
def test_search_finds_ids_and_texts_in_both_languages(admin: Client, query: str) -> None:
    found = make_card(stable_id="dl/bn", en={"front": "A batch?"}, zh={"front": "批的方差呢？"})
    other = make_card()
    html = admin.get(LIST, {"q": query}).content.decode()
    assert f"{LIST}{found.pk}/change/" in html
    assert f"{LIST}{other.pk}/change/" not in html


def test_filters_narrow_the_list(admin: Client) -> None:
    here, there = make_card(kind="typed"), make_card(origin="shipped", edited_locally=True)
    tagged = make_card(state="draft", difficulty=5)
    tagged.tags.add(Tag.objects.create(name="loss"))
    here.texts.get(language="en").delete()
    for query, expected in {
        f"document__id__exact={there.document_id}": there,
        "kind__exact=typed": here,
        "missing=en": here,
        "origin__exact=shipped": there,
        "edited_locally__exact=1": there,
        "state__exact=draft": tagged,
        "difficulty=5": tagged,
        f"tags__id__exact={tagged.tags.get().pk}": tagged,
    }.items():
        results = admin.get(f"{LIST}?{query}").context["cl"].result_list
        assert list(results) == [expected], query


def test_the_list_asks_a_bounded_number_of_queries(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    document = make_document()
    for _number in range(12):
        make_card(make_section(document))
    admin.get(LIST)
    with django_assert_max_num_queries(14):
        html = admin.get(LIST).content.decode()
    assert html.count('class="action-select"') == 12


def test_the_form_does_not_list_every_section(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(20):
        make_section(title_en="Not chosen")
    card = make_card()
    with django_assert_max_num_queries(20):
        html = admin.get(f"{LIST}{card.pk}/change/").content.decode()
    assert "Not chosen" not in html


def test_only_an_unseen_draft_made_here_is_deleted(admin: Client, alice: User) -> None:
    draft, seen, shipped = (
        make_card(state="draft", origin=o) for o in ("local", "local", "shipped")
    )
    Schedule.objects.create(learner=alice, card=seen)
    for card in (seen, shipped, make_card()):
        assert admin.post(f"{LIST}{card.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Card.objects.filter(pk=draft.pk).exists()


def test_a_script_in_a_card_is_text_everywhere(admin: Client) -> None:
    attack = "<script>alert(1)</script>"
    card = make_card(en={"front": attack, "back": attack})
    change(admin, card, state="draft", en_front="x", zh_front=attack)
    for path in ("", f"{card.pk}/change/", f"{card.pk}/history/"):
        assert attack not in admin.get(LIST + path).content.decode()


def test_a_learner_gets_no_admin(alice: User, client_of: ClientOf, client: Client) -> None:
    card = make_card()
    for path in ("", "add/", f"{card.pk}/change/", f"{card.pk}/history/"):
        for visitor in (client_of(alice), client):
            assert visitor.get(LIST + path).status_code == 302


def test_staff_without_the_right_may_not_change_cards(client_of: ClientOf, bob: User) -> None:
    bob.is_staff = True
    bob.save()
    card = make_card()
    client = client_of(bob)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{card.pk}/history/").status_code == 403
    assert client.post(f"{LIST}{card.pk}/revisions/1/restore/").status_code == 403


def test_a_card_made_from_notes_is_published_again_in_their_one_language(admin: Client) -> None:
    card = card_from_notes()
    act(admin, "retire", card)
    page = act(admin, "publish", card)
    card.refresh_from_db()
    assert card.state == "published", page


def test_a_draft_is_kept_while_a_card_that_left_its_text_has_progress(
    admin: Client, alice: User
) -> None:
    lead, further = cloze_pair(admin)
    Card.objects.filter(pk=lead.pk).update(state="draft")
    Card.objects.filter(pk=further.pk).update(state="retired")
    Schedule.objects.create(learner=alice, card=further)
    assert admin.post(f"{LIST}{lead.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Schedule.objects.exists()
