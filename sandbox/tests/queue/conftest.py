"""The cast, and a judge that gives the verdict a program asks for."""

import pytest
from django.contrib.auth.models import User

from cards.tests.factories import make_learner
from sandbox.models import Exercise
from sandbox.queue import grader_access
from sandbox.tests.factories import make_exercise
from sandbox.tests.queue.fake_judge import FakeJudge


@pytest.fixture
def alice(db: None) -> User:
    return make_learner("alice")


@pytest.fixture
def bob(db: None) -> User:
    return make_learner("bob")


@pytest.fixture
def charlie(db: None) -> User:
    return make_learner("charlie", is_staff=True)


@pytest.fixture
def exercise(db: None) -> Exercise:
    return make_exercise(slug="add")


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> FakeJudge:
    fake = FakeJudge()
    monkeypatch.setattr(grader_access, "connect", fake.connect)
    monkeypatch.setattr(grader_access, "run_grader", fake.run_grader)
    return fake
