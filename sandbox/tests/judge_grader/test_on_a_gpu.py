"""A GPU is started in its own time, and what spoils it is not felt by the next case."""

from dataclasses import replace

import pytest

from sandbox.judge.client import JudgeUnavailable, Limits, Zygote
from sandbox.judge.grader import Verdict
from sandbox.judge.grader.children import Allowance, Child, Fault
from sandbox.judge.messages import CallResult, CaseCall, Failure, Outcome, Program, Ready
from sandbox.judge.wire import Frame
from sandbox.tests.judge_grader.conftest import Grader
from sandbox.tests.judge_grader.scripted import ScriptedZygote

PROGRAM = Program(b"", "torch", "function", "f", device="cuda")
LIMITS = Limits(wall_s=60, cpu_s=60, memory_mb=512)
ALLOWANCE = Allowance(2, 7, 512)
ASSERTED = "CUDA error: device-side assert triggered"
# The first case has one row, all others have more.
FAILS_ON_ONE_ROW = """
import torch

def squared_error(x, y):
    if len(x) == 1:
        table = torch.zeros(4, device=x.device)
        return table[torch.tensor([1 << 40], device=x.device)]
    return (x - y).square().sum(dim=1)
"""


def failure(case: int | None, error: str, message: str) -> Frame:
    return Failure(case, "call", "RE", error, message, ()).to_frame()


def child_of(zygote: ScriptedZygote, program: Program = PROGRAM) -> Child:
    return Child(zygote.as_zygote, program, LIMITS, ALLOWANCE)


def right(call: CaseCall) -> Frame:
    return Outcome(call.case, (CallResult(1.0),)).to_frame()


def case() -> CaseCall:
    return CaseCall(1, None, None, ())


def test_a_card_that_does_not_start_is_no_program_s_fault() -> None:
    zygote = ScriptedZygote(right)
    zygote.loads = lambda _program: failure(None, "RuntimeError", "no CUDA-capable device")
    with pytest.raises(JudgeUnavailable, match="RuntimeError: no CUDA-capable device"):
        child_of(zygote)
    assert [lease.closed for lease in zygote.leases] == [1]


def test_a_program_that_does_not_load_on_a_started_card_is_to_blame() -> None:
    answers = iter([Ready().to_frame(), failure(None, "NameError", "no")])
    zygote = ScriptedZygote(right)
    zygote.loads = lambda _program: next(answers)
    fault = child_of(zygote).fault
    assert fault is not None
    assert fault.verdict is Verdict.RE


@pytest.mark.parametrize(
    ("program", "message", "lost"),
    [
        (PROGRAM, ASSERTED, True),
        (PROGRAM, "expected a tensor", False),
        (replace(PROGRAM, device="cpu"), ASSERTED, False),
    ],
)
def test_only_what_spoils_the_card_costs_the_child(
    program: Program, message: str, *, lost: bool
) -> None:
    zygote = ScriptedZygote(lambda call: failure(call.case, "AcceleratorError", message))
    fault = child_of(zygote, program).run(case())
    assert isinstance(fault, Fault)
    assert fault.lost is lost


@pytest.fixture
def with_a_card(zygote: Zygote) -> None:
    if not zygote.status().cuda:
        pytest.skip("needs CUDA")


@pytest.mark.usefixtures("with_a_card")
def test_cases_run_where_they_are_asked_to(graded: Grader) -> None:
    report = graded("squared_error", device="cuda")
    assert report.verdict is Verdict.AC
    assert {case.device for case in report.cases} == {"cuda"}


@pytest.mark.usefixtures("with_a_card")
def test_a_failed_kernel_spoils_its_own_case_only(graded: Grader) -> None:
    report = graded("squared_error", FAILS_ON_ONE_ROW, device="cuda")
    verdicts = [case.verdict for case in report.cases]
    assert verdicts[0] is Verdict.RE
    assert set(verdicts[1:]) == {Verdict.AC}
