"""While a program is judged: cases appear as they finish, the lease is kept, a loss is noticed."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from cards.tests.factories import make_learner
from sandbox.models import Submission
from sandbox.queue import keeping
from sandbox.queue.claims import Claim, claim_next, release
from sandbox.queue.keeping import Keeper
from sandbox.queue.storing import store_cases, store_report
from sandbox.tests.factories import make_exercise, make_submission
from sandbox.tests.queue.fake_judge import make_case, make_report

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def claim(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Claim:
    monkeypatch.setattr(keeping, "SHOW_EVERY", 0.02)
    now = timezone.now()
    make_submission(make_learner("alice"), make_exercise(), created_at=now)
    claimed = claim_next(worker="w1", serves_gpu=False, now=now)
    assert claimed is not None
    return claimed


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_cases_can_be_seen_before_the_verdict(claim: Claim) -> None:
    with Keeper(claim) as keeper:
        keeper.add(make_case(0))
        wait_until(lambda: claim.submission.cases.count() == 1)
        keeper.add(make_case(1, "WA"))
        wait_until(lambda: claim.submission.cases.count() == 2)
        assert not keeper.is_lost()
    assert keeper.take_unwritten() == []


def test_a_program_that_is_judged_at_once_costs_no_write(
    claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SHOW_EVERY", 60)
    with Keeper(claim) as keeper:
        keeper.add(make_case(0))
    assert claim.submission.cases.count() == 0
    assert keeper.take_unwritten() == [make_case(0)]


def test_the_lease_is_renewed(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "RENEW_EVERY", 0.05)
    Submission.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with Keeper(claim):
        wait_until(lambda: Submission.objects.filter(lease_until__gt=timezone.now()).exists())


def test_the_judge_is_told_when_the_row_went_to_somebody_else(claim: Claim) -> None:
    with Keeper(claim) as keeper:
        release(claim, "silent", timezone.now())
        keeper.add(make_case(0))
        wait_until(keeper.is_lost)
    assert claim.submission.cases.count() == 0


def test_cases_kept_twice_are_there_once(claim: Claim) -> None:
    for _time in range(2):
        assert store_cases(claim, [make_case(0), make_case(1)])
    assert claim.submission.cases.count() == 2


@pytest.mark.parametrize("kept_before", [True, False])
def test_the_picture_that_is_drawn_last_joins_its_case(claim: Claim, *, kept_before: bool) -> None:
    plain = [make_case(0), make_case(1, "WA")]
    drawn = replace(plain[1], picture=b"\x89PNG")
    report = replace(make_report("AC", "WA"), cases=(plain[0], drawn), smallest_failure=1)
    if kept_before:
        store_cases(claim, plain)
    store_report(claim, report, [] if kept_before else plain, timezone.now())
    pictures = claim.submission.cases.order_by("index").values_list("picture", flat=True)
    assert [picture and bytes(picture) for picture in pictures] == [None, b"\x89PNG"]
