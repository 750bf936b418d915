"""Real sites for the tests of `up`."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizsite.tests.site import Site, running, short_folder


@pytest.fixture
def data() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def prepared(ran_before: Path) -> Iterator[Path]:
    """One folder in which a site has run before, for all tests of a file."""
    with short_folder() as folder:
        shutil.copytree(ran_before, folder)
        yield folder


@pytest.fixture(scope="module")
def started(ran_before: Path) -> Iterator[Site]:
    """A running site for all tests of a file that leave it as healthy as they found it."""
    with short_folder() as folder:
        shutil.copytree(ran_before, folder)
        with running(folder) as site:
            site.wait_until_running()
            yield site
