"""Where a worker has a GPU, a PyTorch program can be handed in for it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from sandbox.models import Exercise, Submission, Worker
from sandbox.tests.factories import make_submission

ClientOf = Callable[[User], Client]
CHOICE = '<input type="checkbox" name="device" value="cuda"'


def make_worker(**fields: Any) -> None:
    now = timezone.now()
    defaults = {"serves_gpu": True, "started_at": now, "seen_at": now, "judge_ready": True}
    Worker.objects.create(name="one", **{**defaults, **fields})


def page(client: Client, framework: str = "torch") -> str:
    return client.get(f"/exercises/add/?framework={framework}").content.decode()


def submit(client: Client, **fields: Any) -> Any:
    form = {"framework": "torch", "scope": "full", "key": uuid4(), "source": "x = 1\n", **fields}
    return client.post("/exercises/add/submit/", form, headers={"HX-Request": "true"})


def test_it_is_offered_for_pytorch_where_a_worker_has_one(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    client = client_of(alice)
    assert CHOICE not in page(client)
    make_worker()
    assert f"{CHOICE}>" in page(client)
    assert CHOICE not in page(client, "numpy")


def test_a_worker_without_one_does_not_count(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_worker(serves_gpu=False)
    assert CHOICE not in page(client_of(alice))


def test_the_choice_goes_with_the_program_and_is_remembered(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_worker()
    client = client_of(alice)
    assert submit(client, device="cuda").status_code == 200
    assert Submission.objects.get().device == "cuda"
    assert f"{CHOICE} checked>" in page(client)


def test_without_the_choice_it_runs_on_the_processor(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_worker()
    client = client_of(alice)
    make_submission(alice, exercise, verdict="WA", device="cuda")
    submit(client)
    assert Submission.objects.latest("pk").device == "cpu"
    assert f"{CHOICE}>" in page(client)


@pytest.mark.parametrize(
    "fields", [{"device": "tpu"}, {"device": ""}, {"device": "cuda", "framework": "numpy"}]
)
def test_what_no_page_offers_is_refused(
    alice: User, exercise: Exercise, client_of: ClientOf, fields: dict[str, str]
) -> None:
    response = submit(client_of(alice), **fields)
    assert response.status_code == 400
    assert "Reload the page" in response.content.decode()
    assert not Submission.objects.exists()
