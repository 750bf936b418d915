"""Change the password; delete the account."""

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cards import accounts
from cards.models import Card, Flag, NewCardCursor, Profile, Review, Schedule
from cards.scheduling.session import flag_card
from cards.tests.factories import make_card, make_learner
from cards.tests.test_export_my_data import make_reviews

ClientOf = Callable[[User], Client]

NEW_PASSWORD = "correct horse battery"
CHANGE = {
    "old_password": "alice-password",
    "new_password1": NEW_PASSWORD,
    "new_password2": NEW_PASSWORD,
}
DELETE = {"username": "alice", "password": "alice-password"}


def test_a_new_password_keeps_this_session_and_ends_the_others(
    alice: User, client_of: ClientOf
) -> None:
    here, elsewhere = client_of(alice), client_of(alice)
    response = here.post(reverse("password_change"), CHANGE, follow=True)
    alice.refresh_from_db()

    assert "Your password was changed." in response.text
    assert alice.check_password(NEW_PASSWORD)
    assert here.get(reverse("settings")).status_code == 200
    assert elsewhere.get(reverse("settings")).status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"old_password": "wrong"}, "old_password"),
        ({"new_password2": "different"}, "new_password2"),
        ({"new_password1": "12345678", "new_password2": "12345678"}, "new_password2"),
        ({"new_password1": ""}, "new_password1"),
    ],
)
def test_a_refused_password_is_named_at_its_field(
    alice: User, client_of: ClientOf, change: dict[str, str], field: str
) -> None:
    response = client_of(alice).post(reverse("password_change"), {**CHANGE, **change})
    alice.refresh_from_db()

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    assert alice.check_password("alice-password")


def give_data(learner: User, card: Card) -> None:
    make_reviews(learner, card, 7)
    Schedule.objects.create(learner=learner, card=card)
    NewCardCursor.objects.create(learner=learner, document=card.document, order=1)
    flag_card(learner=learner, card=card, note="typo")
    learner.profile.skipped_sections.add(card.section)
    for model in (AccessAttempt, AccessLog):
        model.objects.create(
            username=learner.username,
            ip_address="127.0.0.1",
            attempt_time=timezone.now(),
            **({"failures_since_start": 1} if model is AccessAttempt else {}),
        )


def rows_of(learner_id: int, username: str) -> list[int]:
    by_learner = (Review, Schedule, NewCardCursor, Flag)
    through = Profile.skipped_sections.through
    return [
        *(model._default_manager.filter(learner=learner_id).count() for model in by_learner),
        Profile.objects.filter(pk=learner_id).count(),
        through._default_manager.filter(profile=learner_id).count(),
        User.objects.filter(pk=learner_id).count(),
        *(m.objects.filter(username=username).count() for m in (AccessAttempt, AccessLog)),
    ]


def test_deleting_takes_everything_of_this_learner_and_nothing_else(
    alice: User, bob: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_BATCH", 3)
    card = make_card()
    Card.objects.update(updated_by=alice)
    for learner in (alice, bob):
        give_data(learner, card)
    of_bob = rows_of(bob.pk, "bob")
    alice_id = alice.pk
    client = client_of(alice)
    response = client.post(reverse("delete_account"), DELETE, follow=True)

    assert "were deleted" in response.text
    assert "_auth_user_id" not in client.session
    assert rows_of(alice_id, "alice") == [0] * len(of_bob)
    assert rows_of(bob.pk, "bob") == of_bob == [7, 1, 1, 1, 1, 1, 1, 1, 1]
    assert Card.objects.get().updated_by is None


def test_a_long_log_is_deleted_in_batches(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "_BATCH", 3)
    make_reviews(alice, make_card(), 7)
    with CaptureQueriesContext(connection) as queries:
        accounts.delete_account(alice)
    deletes = [q for q in queries if q["sql"].startswith('DELETE FROM "cards_review"')]

    # Three batches of at most three; the last one goes with the account and finds nothing.
    assert len(deletes) == 4


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "bob"}, "username"),
        ({"username": ""}, "username"),
        ({"password": "wrong"}, "password"),
        ({"password": ""}, "password"),
    ],
)
def test_without_name_and_password_nothing_is_deleted(
    alice: User, client_of: ClientOf, change: dict[str, str], field: str
) -> None:
    response = client_of(alice).post(reverse("delete_account"), {**DELETE, **change})

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    assert User.objects.filter(pk=alice.pk).exists()


def test_looking_at_the_page_deletes_nothing(alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).get(reverse("delete_account")).status_code == 200
    assert User.objects.filter(pk=alice.pk).exists()


def test_the_only_admin_has_to_stay(charlie: User, alice: User, client_of: ClientOf) -> None:
    make_learner("retired-admin", is_staff=True)
    User.objects.filter(username="retired-admin").update(is_active=False)
    form = {"username": "charlie", "password": "charlie-password"}
    response = client_of(charlie).post(reverse("delete_account"), form)

    assert response.status_code == 403
    assert "only admin" in response.text
    assert User.objects.filter(pk=charlie.pk).exists()


def test_one_of_two_admins_may_go(charlie: User, client_of: ClientOf) -> None:
    make_learner("dora", is_staff=True)
    form = {"username": "charlie", "password": "charlie-password"}
    client_of(charlie).post(reverse("delete_account"), form)

    assert list(User.objects.values_list("username", flat=True)) == ["dora"]


@pytest.mark.parametrize("name", ["password_change", "delete_account"])
def test_a_visitor_is_sent_to_sign_in(client: Client, alice: User, name: str) -> None:
    for response in (client.get(reverse(name)), client.post(reverse(name), {**CHANGE, **DELETE})):
        assert response.url.startswith(reverse("login"))  # type: ignore[attr-defined]
    alice.refresh_from_db()
    assert alice.check_password("alice-password")


@pytest.mark.parametrize("name", ["password_change", "delete_account"])
def test_other_methods_are_refused(alice: User, client_of: ClientOf, name: str) -> None:
    assert client_of(alice).put(reverse(name)).status_code == 405
