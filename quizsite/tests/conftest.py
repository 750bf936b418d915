"""Real sites for the tests of `up`."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizsite.tests.site import short_folder


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
