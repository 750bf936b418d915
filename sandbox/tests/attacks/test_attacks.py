"""No attack is accepted, blamed on the judge, felt by the next submission or left behind."""

import os
import re
from dataclasses import replace

import pytest
from _pytest.mark.structures import ParameterSet

from sandbox.judge.grader import Report, Verdict
from sandbox.tests.attacks.catalogue import ESCAPED, Attack, all_attacks
from sandbox.tests.attacks.conftest import JudgeOf
from sandbox.tests.attacks.judges import Judge
from sandbox.tests.attacks.residue import count_descriptors
from sandbox.tests.attacks.tiny_exercises import TIGHT
from sandbox.tests.judge_jail.servers import IS_ROOT, USERS

ORDINARY = USERS[-1]
ATTACKS = all_attacks()


def _trials() -> list[ParameterSet]:
    trials = [_trial(attack, ORDINARY) for attack in ATTACKS]
    if IS_ROOT:
        also = (attack for attack in ATTACKS if attack.is_tried_as_root)
        trials += [_trial(attack, "this user") for attack in also]
    return trials


def _trial(attack: Attack, user: str) -> ParameterSet:
    as_root = IS_ROOT and user != ORDINARY
    label = f"{attack.label}{'-as-root' if as_root else ''}"
    # Two groups, so that two workers share them, each with a judge of its own.
    group = pytest.mark.xdist_group(f"attacks {'as root' if as_root else ''}".strip())
    return pytest.param(attack, user, id=label, marks=group)


@pytest.mark.parametrize(("attack", "user"), _trials())
def test_an_attack_fails_and_leaves_nothing(judge_as: JudgeOf, attack: Attack, user: str) -> None:
    judge = judge_as(user)
    if attack.needs == "cuda" and not judge.zygote.status().cuda:
        pytest.skip("needs CUDA")
    held = count_descriptors(os.getpid())
    report = _graded(judge, attack)
    assert ESCAPED not in report.output, report.output
    assert report.verdict in attack.expects, _explained(report)
    assert Verdict.IE not in {case.verdict for case in report.cases}, _explained(report)
    if attack.message is not None:
        assert report.message is not None
        assert report.message.code == attack.message, _explained(report)
    if attack.prints is not None:
        assert re.search(attack.prints, report.output), _explained(report)
    assert judge.host.was_called() == []
    after = judge.grade_rightly(attack.needs or "cpu")
    assert after.verdict is Verdict.AC, _explained(after)
    assert after.output == ""
    assert judge.residue() == ""
    assert count_descriptors(os.getpid()) == held


def test_only_what_is_graded_by_its_values_may_be_accepted() -> None:
    accepted = {attack.label for attack in ATTACKS if Verdict.AC in attack.expects}
    assert accepted == {
        "returned/conjugate_view",
        "returned/parameter",
        "returned/strided_view",
        "returned/with_gradient",
        "semantics/poisoned_defaults",
        "semantics/poisoned_python",
        "semantics/poisoned_seeds",
    }
    assert not any(Verdict.IE in attack.expects for attack in ATTACKS)


def _graded(judge: Judge, attack: Attack) -> Report:
    limits = TIGHT if attack.seconds is None else replace(TIGHT, seconds=attack.seconds)
    source = attack.aimed_at(judge.host.names(judge.server))
    return judge.grade(source, attack.framework, limits, attack.scope, attack.needs or "cpu")


def _explained(report: Report) -> str:
    cases = [f"{case.name}: {case.verdict} {case.message}" for case in report.cases]
    return "\n".join([f"{report.verdict} {report.message}", *cases, report.output])
