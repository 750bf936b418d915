"""Programs that a test needs but a developer's machine may lack."""

import os

import pytest


def require(found: object, what: str) -> None:
    """Skip the running test when `what` was not found; fail it where everything is required."""
    if found:
        return
    if os.environ.get("QUIZSITE_TEST_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")
