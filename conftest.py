"""What holds for the tests of all parts."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.nodeid import NodeId
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
# Each is a process that loads PyTorch, or several: one worker starts it for all tests of a folder.
_SLOW_TO_START = {"zygote", "forkery", "server"}


# Around all others: before pytest-xdist reads the groups, after pytest-randomly has shuffled.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what tests share, and let what takes longest begin first."""
    for item in items:
        _mark(item)
    yield
    for item in items:
        _name_after_group(item)
    items.sort(key=_place)


def _mark(item: pytest.Item) -> None:
    """Mark what no database has a part in: once is enough, on whichever database."""
    asked = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("django_db") is None and not asked & _DATABASE:
        item.add_marker("no_database")
    if "tests/browser/" in item.nodeid and not any(
        name in item.nodeid for name in _BROWSER_ON_EVERY_DATABASE
    ):
        item.add_marker("looks")
    if asked & _SLOW_TO_START and item.get_closest_marker("xdist_group") is None:
        item.add_marker(pytest.mark.xdist_group(f"judge of {item.path.parent.name}"))


def _name_after_group(item: pytest.Item) -> None:
    """Put a test's group into its name: pytest-xdist 3.8 does so where pytest 9.2 does not look."""
    if named := getattr(item, "_nodeid", None):
        item._id = NodeId.parse(named)


def _place(item: pytest.Item) -> int:
    """Groups before single tests, which fill what is left; first the one that waits the most."""
    group = item.get_closest_marker("xdist_group")
    if group is None:
        return 2
    return 0 if group.args == ("processes",) else 1


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
