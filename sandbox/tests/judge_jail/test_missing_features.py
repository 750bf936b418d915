"""Where the kernel lacks something, nothing is run, and it is said what would help."""

import pytest

from sandbox.judge.client import JudgeUnavailable
from sandbox.tests.judge_jail.servers import ROOMY, USERS, running

_REFUSALS = ["landlock", "seccomp", "namespaces", "unshare", "mount", "pivot_root"]
# The steps that differ where the server is not root.
_CASES = [
    (user, feature)
    for user in USERS
    for feature in (_REFUSALS if user == "this user" else ["namespaces", "mount"])
]


@pytest.mark.parametrize(("user", "feature"), _CASES)
def test_without_a_feature_no_code_is_run(user: str, feature: str) -> None:
    with running(user, refuse=feature) as server:
        assert server.announced["ready"] is False
        assert server.announced["reason"]
        assert server.announced["remedy"]
        with pytest.raises(JudgeUnavailable) as caught:
            server.zygote.lease(ROOMY)
        assert caught.value.reason == server.announced["reason"]
        status = server.zygote.status()
        assert status.confinement == "unavailable"
        assert next(fact.reason for fact in status.facts if not fact.holds) == caught.value.reason


def test_a_contestant_that_cannot_be_imported_is_named_a_reason() -> None:
    with running(serve="sandbox.tests.judge_jail.nowhere:serve") as server:
        assert server.announced["ready"] is False
        assert "nowhere" in server.announced["reason"]
