"""Real sites for the tests of `up`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizsite.tests.site import running, short_folder


@pytest.fixture
def data() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def prepared() -> Iterator[Path]:
    """A data folder in which a site has run before and was stopped."""
    with short_folder() as folder:
        with running(folder) as site:
            site.wait_until_running()
        yield folder
