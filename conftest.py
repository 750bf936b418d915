"""What holds for the tests of all parts."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from quizsite.tests.site import FirstRun

# How long an example takes says more about the machine than about the code.
settings.register_profile(
    "site", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("site")

_DATABASE = {"db", "transactional_db", "live_server"}
# The browser tests that write what must not be lost; the others see the same on every database.
_BROWSER_ON_EVERY_DATABASE = ("test_reviewing_with_keys", "test_losing_the_thread")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what no database has a part in: once is enough, on whichever database."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") is None and not asked & _DATABASE:
            item.add_marker("no_database")
        if "tests/browser/" in item.nodeid and not any(
            name in item.nodeid for name in _BROWSER_ON_EVERY_DATABASE
        ):
            item.add_marker("looks")


@pytest.fixture(scope="session")
def first_run() -> Iterator["FirstRun"]:
    """A site that prepared a new data folder, ran and was stopped: once, since it takes long."""
    from quizsite.tests.site import run_first, short_folder

    with short_folder() as data:
        yield run_first(data)


@pytest.fixture(scope="session")
def ran_before(first_run: "FirstRun") -> Path:
    """A data folder in which a site has run before and was stopped; not to be changed."""
    return first_run.data


@pytest.fixture
def used_data(ran_before: Path) -> Iterator[Path]:
    """A copy of that folder, whose site starts in a fraction of the time of a first one."""
    from quizsite.tests.site import short_folder

    with short_folder() as data:
        shutil.copytree(ran_before, data)
        yield data
