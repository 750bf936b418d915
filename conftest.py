"""What holds for the tests of all parts."""

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("site", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("site")

_WITHOUT_DATABASE = ("judge_jail", "judge_contestant", "judge_grader", "exercises", "attacks")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what no database has a part in: once is enough, on whichever database."""
    for item in items:
        if any(f"sandbox/tests/{folder}/" in item.nodeid for folder in _WITHOUT_DATABASE):
            item.add_marker("judge")
