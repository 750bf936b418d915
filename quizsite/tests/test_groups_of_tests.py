"""Tests that share something slow run one after the other in one worker, which then owns it."""

import pytest


@pytest.mark.xdist_group("this one")
def test_a_test_that_is_distributed_bears_the_name_of_its_group(
    request: pytest.FixtureRequest,
) -> None:
    distributed = bool(getattr(request.config.option, "loadgroup", False))
    assert request.node.nodeid.endswith("@this one") is distributed
