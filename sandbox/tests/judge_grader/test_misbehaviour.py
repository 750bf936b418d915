"""Whatever a child does, the grader has one verdict for it, never AC and never its own fault."""

from collections.abc import Callable

import numpy as np
import pytest

from sandbox.exercises.model import Exercise
from sandbox.judge.client import (
    ChildDied,
    ChildFlooded,
    ChildOutOfMemory,
    ChildOutOfTime,
    JudgeUnavailable,
)
from sandbox.judge.grader import ReferencePool, Report, Verdict, grade
from sandbox.judge.messages import Call, CallResult, CaseCall, Failure, Outcome, Program, Ready
from sandbox.judge.values import Returned, Value, digests_of
from sandbox.judge.wire import DeadlinePassed, Frame, WireError
from sandbox.tests.judge_grader.scripted import Answer, ScriptedZygote

Small = Callable[[str], Exercise]


def value_of(call: CaseCall) -> Value:
    """What the reference of `output_size` gives."""
    n, kernel, stride = (call.calls[0].args[name] for name in ("n", "kernel", "stride"))
    assert isinstance(n, int)
    assert isinstance(kernel, int)
    assert isinstance(stride, int)
    return ((n - kernel) // stride + 1, kernel / n)


def right(call: CaseCall) -> Frame:
    result = CallResult(value_of(call), digests=digests_of(call.calls[0].args))
    return Outcome(call.case, (result,)).to_frame()


def graded(exercise: Exercise, script: Callable[[CaseCall], Answer]) -> Report:
    """Grade with a reference that is right and a child that follows `script`."""
    with ReferencePool(ScriptedZygote(right).as_zygote) as pool:
        return grade(
            exercise,
            exercise.solutions["numpy"],
            framework="numpy",
            zygote=ScriptedZygote(script).as_zygote,
            scope="full",
            seed=1,
            references=pool,
        )


def failure(call: CaseCall, verdict: str, **fields: object) -> Frame:
    about: dict[str, object] = {"error": "ValueError", "message": "no", "frames": ((3, "f"),)}
    given = {"case": call.case, "stage": "call", "verdict": verdict} | about | fields
    return Failure(**given).to_frame()  # type: ignore[arg-type]


def with_value(call: CaseCall, value: Value) -> Frame:
    return Outcome(call.case, (CallResult(value),)).to_frame()


MISBEHAVIOUR: dict[str, tuple[Callable[[CaseCall], Answer], Verdict, str]] = {
    "runs out of CPU time": (lambda _call: ChildOutOfTime("cpu"), Verdict.TLE, "timed-out"),
    "waits": (lambda _call: ChildOutOfTime("wall"), Verdict.TLE, "timed-out-by-clock"),
    "trickles": (lambda _call: DeadlinePassed("late"), Verdict.TLE, "timed-out-by-clock"),
    "takes all memory": (lambda _call: ChildOutOfMemory(""), Verdict.MLE, "out-of-memory"),
    "floods": (lambda _call: ChildFlooded("output"), Verdict.OLE, "too-much-output"),
    "crashes": (lambda _call: ChildDied(-11), Verdict.RE, "killed"),
    "is killed by an unknown signal": (lambda _call: ChildDied(-77), Verdict.RE, "killed"),
    "exits": (lambda _call: ChildDied(0), Verdict.RE, "exited"),
    "sends rubbish": (lambda _call: WireError("rubbish"), Verdict.RE, "broken-protocol"),
    "answers another case": (
        lambda call: Outcome(call.case + 1, (CallResult(value_of(call)),)).to_frame(),
        Verdict.RE,
        "broken-protocol",
    ),
    "fails another case": (
        lambda call: failure(call, "RE", case=call.case + 1),
        Verdict.RE,
        "broken-protocol",
    ),
    "is ready twice": (lambda _call: Ready().to_frame(), Verdict.RE, "broken-protocol"),
    "answers with a question": (
        lambda _call: Program(b"", "numpy", "function", "f").to_frame(),
        Verdict.RE,
        "broken-protocol",
    ),
    "gives too many results": (
        lambda call: Outcome(call.case, (CallResult(value_of(call)),) * 2).to_frame(),
        Verdict.RE,
        "broken-protocol",
    ),
    "gives no results": (
        lambda call: Outcome(call.case, ()).to_frame(),
        Verdict.RE,
        "broken-protocol",
    ),
    "raises": (lambda call: failure(call, "RE"), Verdict.RE, "raised-at"),
    "raises outside of its code": (
        lambda call: failure(call, "RE", frames=()),
        Verdict.RE,
        "raised",
    ),
    "breaks a rule": (
        lambda call: failure(call, "RV", name="torch.sort"),
        Verdict.RV,
        "rule-broken",
    ),
    "returns too much": (lambda call: failure(call, "OLE"), Verdict.OLE, "too-much-output"),
    "runs out of memory itself": (lambda call: failure(call, "MLE"), Verdict.MLE, "raised-at"),
    "claims a syntax error late": (lambda call: failure(call, "CE"), Verdict.CE, "syntax-error"),
    "returns a verdict": (lambda call: with_value(call, "AC"), Verdict.WA, "wrong-type"),
    "returns arrays": (
        lambda call: with_value(call, Returned(np.zeros(2), "numpy")),
        Verdict.WA,
        "wrong-type",
    ),
}


@pytest.mark.parametrize("how", MISBEHAVIOUR)
def test_a_child_that_misbehaves_has_one_verdict(exercise: Small, how: str) -> None:
    script, verdict, code = MISBEHAVIOUR[how]
    report = graded(exercise("output_size"), script)
    assert report.verdict is verdict
    ran = [case for case in report.cases if case.verdict is not Verdict.NR]
    assert {case.verdict for case in ran} == {verdict}
    assert report.message is not None
    assert report.message.code == code
    assert str(report.message)


@pytest.mark.parametrize("how", MISBEHAVIOUR)
def test_a_child_that_misbehaves_while_loading_fails_as_a_whole(exercise: Small, how: str) -> None:
    small = exercise("output_size")
    zygote = ScriptedZygote(right)
    script, verdict, _ = MISBEHAVIOUR[how]
    call = CaseCall(0, None, None, (Call("", {"n": 7, "kernel": 3, "stride": 2}),))
    answer = script(call) if "return" not in how and "result" not in how else right_shape(call)
    zygote.loads = lambda _program: answer
    with ReferencePool(ScriptedZygote(right).as_zygote) as pool:
        report = grade(
            small, small.solutions["numpy"], framework="numpy", zygote=zygote.as_zygote,
            scope="full", seed=1, references=pool,
        )  # fmt: skip
    if isinstance(answer, Frame) and answer.type == "ready":
        assert report.verdict is Verdict.AC
        return
    expected = verdict if isinstance(answer, BaseException) else Verdict.RE
    assert (report.verdict, report.cases) == (expected, ())
    assert all(lease.closed for lease in zygote.leases)


def right_shape(call: CaseCall) -> Frame:
    """An outcome where none was asked for."""
    return Outcome(call.case, ()).to_frame()


def test_a_compile_error_in_the_child_is_the_verdict_of_the_whole(exercise: Small) -> None:
    small = exercise("output_size")
    zygote = ScriptedZygote(right)
    failed = Failure(None, "compile", "CE", "SyntaxError", "'return' outside function", ((2, ""),))
    zygote.loads = lambda _program: failed.to_frame()
    with ReferencePool(ScriptedZygote(right).as_zygote) as pool:
        report = grade(
            small, "x = 1\nreturn x", framework="numpy", zygote=zygote.as_zygote,
            scope="full", seed=1, references=pool,
        )  # fmt: skip
    assert report.verdict is Verdict.CE
    assert report.message is not None
    assert report.message.values == {"line": 2, "message": "'return' outside function"}


def test_one_bad_case_never_hides_the_others(exercise: Small) -> None:
    def script(call: CaseCall) -> Answer:
        return ChildDied(-11) if call.case == 1 else right(call)

    report = graded(exercise("output_size"), script)
    assert [case.verdict for case in report.cases] == ["AC", "RE", "AC", "AC"]
    assert report.verdict is Verdict.RE
    assert report.smallest_failure == 1


def test_a_child_that_times_out_again_and_again_is_stopped(exercise: Small) -> None:
    report = graded(exercise("output_size"), lambda _call: ChildOutOfTime("wall"))
    assert [case.verdict for case in report.cases] == ["TLE", "TLE", "TLE", "NR"]
    assert report.cases[-1].message is not None
    assert report.cases[-1].message.code == "stopped"


def test_a_case_that_a_busy_machine_kept_waiting_runs_once_more(exercise: Small) -> None:
    asked: list[int] = []

    def script(call: CaseCall) -> Answer:
        asked.append(call.case)
        return ChildOutOfTime("wall") if asked == [0] else right(call)

    assert graded(exercise("output_size"), script).verdict is Verdict.AC
    assert asked[:5] == [0, 0, 1, 2, 3]


def test_a_program_that_a_busy_machine_kept_from_loading_is_loaded_once_more(
    exercise: Small,
) -> None:
    small = exercise("output_size")
    for clock, verdict in (("wall", Verdict.AC), ("cpu", Verdict.TLE)):
        answers: list[Answer] = [Ready().to_frame(), ChildOutOfTime(clock)]
        zygote = ScriptedZygote(right)
        zygote.loads = lambda _program, answers=answers: answers.pop()  # type: ignore[misc]
        with ReferencePool(ScriptedZygote(right).as_zygote) as pool:
            report = grade(
                small, small.solutions["numpy"], framework="numpy", zygote=zygote.as_zygote,
                scope="samples", seed=1, references=pool,
            )  # fmt: skip
        assert report.verdict is verdict
        assert all(lease.closed for lease in zygote.leases)


def test_a_case_that_used_up_its_processor_time_does_not_run_again(exercise: Small) -> None:
    asked: list[int] = []

    def script(call: CaseCall) -> Answer:
        asked.append(call.case)
        return ChildOutOfTime("cpu") if call.case == 0 else right(call)

    report = graded(exercise("output_size"), script)
    assert asked == [0, 1, 2, 3]
    assert report.message is not None
    assert str(report.message) == "It ran longer than 1.0 s."


def test_a_program_that_waits_twice_is_not_waited_for_again(exercise: Small) -> None:
    asked: list[int] = []

    def script(call: CaseCall) -> Answer:
        asked.append(call.case)
        return ChildOutOfTime("wall")

    graded(exercise("output_size"), script)
    assert asked == [0, 0, 1, 2]


def test_only_a_few_cases_run_once_more(exercise: Small) -> None:
    asked: list[int] = []

    def script(call: CaseCall) -> Answer:
        asked.append(call.case)
        return right(call) if asked.count(call.case) > 1 else ChildOutOfTime("wall")

    report = graded(exercise("output_size"), script)
    assert [case.verdict for case in report.cases] == ["AC", "AC", "AC", "TLE"]


def test_all_children_are_ended_and_their_output_is_kept(exercise: Small) -> None:
    small = exercise("output_size")
    zygote = ScriptedZygote(lambda _call: ChildDied(1))
    with ReferencePool(ScriptedZygote(right).as_zygote) as pool:
        report = grade(
            small, small.solutions["numpy"], framework="numpy", zygote=zygote.as_zygote,
            scope="samples", seed=1, references=pool,
        )  # fmt: skip
    assert [lease.closed for lease in zygote.leases] == [1, 1]
    assert report.output == "printedprinted"
    assert report.cpu_ms == 250


def test_a_submission_is_not_blamed_for_a_zygote_that_has_gone(exercise: Small) -> None:
    small = exercise("output_size")

    def killed(_call: CaseCall) -> Answer:
        zygote.gone = True
        return ChildDied(-9)

    zygote = ScriptedZygote(killed)
    with (
        ReferencePool(ScriptedZygote(right).as_zygote) as pool,
        pytest.raises(JudgeUnavailable),
    ):
        grade(
            small, small.solutions["numpy"], framework="numpy", zygote=zygote.as_zygote,
            scope="full", seed=1, references=pool,
        )  # fmt: skip


def test_a_submission_is_not_blamed_for_a_zygote_that_was_restarted(exercise: Small) -> None:
    small = exercise("output_size")

    def killed(_call: CaseCall) -> Answer:
        zygote.pid += 1
        return ChildDied(-9)

    zygote = ScriptedZygote(killed)
    with (
        ReferencePool(ScriptedZygote(right).as_zygote) as pool,
        pytest.raises(JudgeUnavailable),
    ):
        grade(
            small, small.solutions["numpy"], framework="numpy", zygote=zygote.as_zygote,
            scope="full", seed=1, references=pool,
        )  # fmt: skip


def test_a_reference_that_fails_is_our_own_fault(exercise: Small) -> None:
    small = exercise("output_size")
    broken = ScriptedZygote(lambda call: failure(call, "RE"))
    with ReferencePool(broken.as_zygote) as pool:
        report = grade(
            small, small.solutions["numpy"], framework="numpy",
            zygote=ScriptedZygote(right).as_zygote, scope="full", seed=1, references=pool,
        )  # fmt: skip
    assert report.verdict is Verdict.IE
    assert {case.verdict for case in report.cases} == {Verdict.IE}


def test_a_reference_child_that_has_died_is_replaced(exercise: Small) -> None:
    small = exercise("output_size")
    deaths = [ChildDied(-9)]

    def script(call: CaseCall) -> Answer:
        return deaths.pop() if call.case == 2 and deaths else right(call)

    zygote = ScriptedZygote(script)
    with ReferencePool(zygote.as_zygote) as pool:
        report = grade(
            small, small.solutions["numpy"], framework="numpy",
            zygote=ScriptedZygote(right).as_zygote, scope="full", seed=1, references=pool,
        )  # fmt: skip
        assert len(zygote.leases) == 2
    assert report.verdict is Verdict.AC


def test_fixed_cases_ask_the_reference_once(exercise: Small) -> None:
    small = exercise("output_size")
    asked: list[int] = []

    def script(call: CaseCall) -> Answer:
        asked.append(call.case)
        return right(call)

    with ReferencePool(ScriptedZygote(script).as_zygote) as pool:
        for seed in (1, 2):
            grade(
                small, small.solutions["numpy"], framework="numpy",
                zygote=ScriptedZygote(right).as_zygote, scope="full", seed=seed, references=pool,
            )  # fmt: skip
    assert asked == [0, 1, 2, 3, 3]
