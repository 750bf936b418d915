"""A real Chromium, a real judge, and one shipped exercise."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import User

# The fixtures and the collection hook of the site's own browser tests.
from cards.tests.browser.conftest import (  # noqa: F401
    browser_type_launch_args,
    open_page,
    pytest_collection_modifyitems,
)
from cards.tests.factories import make_document, make_learner, make_section
from quizsite.testing.required import require
from sandbox.content import load_exercises
from sandbox.judge.client import JudgeUnavailable, Zygote
from sandbox.judge.grader import ReferencePool
from sandbox.models import Exercise
from sandbox.queue import grader_access, keeping

SHIPPED = Path(site_settings.BASE_DIR) / "fixtures" / "exercises"


@pytest.fixture
def alice(db: None) -> User:
    return make_learner("alice")


@pytest.fixture
def charlie(db: None) -> User:
    return make_learner("charlie", is_staff=True)


@pytest.fixture
def exercise(transactional_db: None, tmp_path: Path, settings: Any) -> Exercise:
    """The shipped exercise on pairwise IoU, in a section of its own."""
    shutil.copytree(SHIPPED / "box-iou", tmp_path / "box-iou")
    settings.EXERCISES_DIR = tmp_path
    document = make_document(stable_id="interview")
    make_section(document, stable_id="interview/cv/iou-vs-giou/iou")
    load_exercises()
    return Exercise.objects.get()


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    try:
        server = Zygote.start(tmp_path_factory.mktemp("zygote"))
    except JudgeUnavailable as error:
        require(None, f"a sandbox: {error}")
        raise
    with server:
        yield server


@pytest.fixture(scope="session")
def references(zygote: Zygote) -> Iterator[ReferencePool]:
    with ReferencePool(zygote) as pool:
        yield pool


@pytest.fixture
def judge(zygote: Zygote, references: ReferencePool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets what is submitted be judged at once; without it, everything waits."""
    monkeypatch.setattr(grader_access, "connect", lambda: grader_access.Judge(zygote, references))
    # In these tests all threads share one connection, and the keeper's own would lock it out.
    monkeypatch.setattr(keeping, "SHOW_EVERY", 60)
