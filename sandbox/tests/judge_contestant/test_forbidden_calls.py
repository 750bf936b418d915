"""Rules on torch functions and operators, and the ways around them that do not work."""

import numpy as np
import pytest

from sandbox.judge.messages import Failure, ProgramRules
from sandbox.tests.judge_contestant.conversation import Contestant, array

X = np.random.default_rng(0).standard_normal((4, 3))
IMPORTS = "import torch, threading\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
BATCH_NORM = "torch.nn.functional.batch_norm"
FUNCTIONS = ProgramRules(functions=(BATCH_NORM, "torch.matmul", "torch.Tensor.softmax"))
OPERATORS = ProgramRules(operators=("aten::native_batch_norm", "aten::mm", "aten::_softmax"))
RAW = "(x, None, None, None, None, True, 0.1, 1e-5, False)"


def ready(contestant: Contestant, body: str, rules: ProgramRules) -> Contestant:
    lines = "\n    ".join(body.splitlines())
    source = f"{IMPORTS}def f(x):\n    {lines}\n"
    return contestant.ready(source, framework="torch", rules=rules)


@pytest.mark.parametrize("rules", [FUNCTIONS, OPERATORS], ids=["functions", "operators"])
@pytest.mark.parametrize(
    "body",
    [
        "return F.batch_norm(x, None, None, training=True)",
        "return nn.BatchNorm1d(3, dtype=x.dtype)(x)",
        f"return torch.batch_norm{RAW}",
        f"return torch._VF.batch_norm{RAW}",
        f"return torch.ops.aten.batch_norm{RAW}",
        f"return torch.ops.aten.batch_norm.default{RAW}",
        "return getattr(F, 'batch' + '_norm')(x, None, None, training=True)",
        "return nn.Sequential(nn.BatchNorm1d(3, affine=False))(x)",
        "return x @ x.T",
        "return x.matmul(x.T)",
        "return torch.softmax(x, 1)",
        "return x.softmax(1)",
        "return F.softmax(x, 1)",
        "return nn.Softmax(1)(x)",
        "return torch.special.softmax(x, 1)",
    ],
)
def test_a_forbidden_call_is_a_violation_however_it_is_written(
    contestant: Contestant, rules: ProgramRules, body: str
) -> None:
    failure = ready(contestant, body, rules).failure(x=X)
    assert (failure.stage, failure.verdict) == ("call", "RV")
    assert failure.frames == ((5, "f"),)
    assert failure.name in (*rules.functions, *rules.operators)


@pytest.mark.parametrize(
    "body",
    [
        "m = x.mean(0)\nreturn (x - m) / (x.var(0, unbiased=False) + 1e-5).sqrt()",
        "e = x.exp()\nreturn e / e.sum(1, keepdim=True)",
        "return (x[:, None] * x[None]).sum(-1)",
    ],
)
@pytest.mark.parametrize("rules", [FUNCTIONS, OPERATORS], ids=["functions", "operators"])
def test_other_calls_are_allowed_with_their_gradients(
    contestant: Contestant, rules: ProgramRules, body: str
) -> None:
    result = ready(contestant, body, rules).call(x=X, grad=("x",))
    assert result.gradients["x"] is not None


@pytest.mark.parametrize(
    "call", ["F.triplet_margin_loss(x, x, x)", "nn.TripletMarginLoss()(x, x, x)"]
)
def test_a_composite_is_found_although_its_operators_are_allowed(
    contestant: Contestant, call: str
) -> None:
    rules = ProgramRules(functions=("torch.nn.functional.triplet_margin_loss",))
    failure = ready(contestant, f"return {call}", rules).failure(x=X)
    assert (failure.verdict, failure.name) == ("RV", rules.functions[0])


def test_a_function_behind_a_switch_is_found(contestant: Contestant) -> None:
    rules = ProgramRules(functions=("torch.nn.functional.max_pool1d",))
    assert ready(contestant, "return F.max_pool1d(x, 3)", rules).failure(x=X).verdict == "RV"


def test_an_attribute_may_be_forbidden(contestant: Contestant) -> None:
    rules = ProgramRules(functions=("torch.Tensor.T",))
    assert ready(contestant, "return x.T", rules).failure(x=X).name == "torch.Tensor.T"


@pytest.mark.parametrize("swallow", ["except Exception", "except BaseException", "except"])
@pytest.mark.parametrize("rules", [FUNCTIONS, OPERATORS], ids=["functions", "operators"])
def test_a_swallowed_violation_is_a_violation(
    contestant: Contestant, rules: ProgramRules, swallow: str
) -> None:
    body = f"try:\n    x @ x.T\n{swallow}:\n    pass\nreturn x"
    failure = ready(contestant, body, rules).failure(x=X)
    assert failure.verdict == "RV"
    assert failure.frames == ((6, "f"),)


def test_a_violation_that_ends_in_another_error_is_a_violation(contestant: Contestant) -> None:
    body = "try:\n    x @ x.T\nfinally:\n    1 / 0"
    assert ready(contestant, body, FUNCTIONS).failure(x=X).verdict == "RV"


def test_a_violation_in_one_case_is_not_held_against_the_next(contestant: Contestant) -> None:
    body = "return x @ x.T if x.shape[0] == 4 else x * 2"
    ready(contestant, body, FUNCTIONS).failure(x=X)
    assert array(contestant.call(x=np.ones(3)).value).tolist() == [2, 2, 2]


def test_a_violation_at_import_is_found(contestant: Contestant) -> None:
    source = f"{IMPORTS}TABLE = torch.eye(2) @ torch.eye(2)\ndef f(x):\n    return x\n"
    reply = contestant.load(source, framework="torch", rules=FUNCTIONS)
    assert isinstance(reply, Failure)
    assert (reply.stage, reply.verdict, reply.frames) == ("import", "RV", ((4, "<module>"),))


THREADS = {
    "plain": "t = threading.Thread(target=lambda: x @ x.T)\nt.start(); t.join()\nreturn x",
    "own run": (
        "class T(threading.Thread):\n    def run(self):\n        x @ x.T\n"
        "t = T()\nt.start(); t.join()\nreturn x"
    ),
    "bare": (
        "import _thread\nlock = _thread.allocate_lock()\nlock.acquire()\n"
        "def go(y, *, other):\n    try:\n        y @ other\n    finally:\n        lock.release()\n"
        "_thread.start_new_thread(go, (x,), {'other': x.T})\nlock.acquire()\nreturn x"
    ),
    "pool": (
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "with Pool(1) as pool:\n    return pool.submit(torch.matmul, x, x.T).exception() or x"
    ),
}


@pytest.mark.parametrize("body", THREADS.values(), ids=THREADS)
@pytest.mark.parametrize("rules", [FUNCTIONS, OPERATORS], ids=["functions", "operators"])
def test_a_thread_does_not_escape(contestant: Contestant, rules: ProgramRules, body: str) -> None:
    assert ready(contestant, body, rules).failure(x=X).verdict == "RV"


@pytest.mark.parametrize("rules", [FUNCTIONS, OPERATORS], ids=["functions", "operators"])
def test_the_submissions_own_backward_function_is_watched(
    contestant: Contestant, rules: ProgramRules
) -> None:
    source = (
        f"{IMPORTS}class Op(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n"
        "        ctx.save_for_backward(x)\n        return x * 2\n"
        "    @staticmethod\n    def backward(ctx, g):\n"
        "        (x,) = ctx.saved_tensors\n        return g @ torch.eye(3, dtype=g.dtype)\n"
        "def f(x):\n    return Op.apply(x)\n"
    )
    contestant.ready(source, framework="torch", rules=rules)
    failure = contestant.failure(x=X, grad=("x",))
    assert (failure.stage, failure.verdict) == ("backward", "RV")
    assert failure.frames == ((12, "Op.backward"),)


def test_a_backward_pass_of_the_submissions_own_is_watched(contestant: Contestant) -> None:
    body = (
        "y = (x * 2).requires_grad_()\n"
        "y.register_hook(lambda g: g @ torch.eye(3, dtype=g.dtype))\n"
        "y.sum().backward()\nreturn y"
    )
    failure = ready(contestant, body, FUNCTIONS).failure(x=X)
    assert (failure.stage, failure.verdict) == ("call", "RV")


def test_ordinary_operators_of_the_engine_are_not_the_submissions(
    contestant: Contestant,
) -> None:
    rules = ProgramRules(operators=("aten::sum",))
    ready(contestant, "return x[0].expand(4, 3) * 2", rules)
    assert contestant.call(x=X[:, :1], grad=("x",)).gradients["x"] is not None


def test_an_operator_for_backward_passes_may_be_forbidden(contestant: Contestant) -> None:
    rules = ProgramRules(operators=("aten::_softmax_backward_data",))
    failure = ready(contestant, "return x.softmax(1)", rules).failure(x=X, grad=("x",))
    assert (failure.stage, failure.verdict) == ("backward", "RV")


def test_a_mode_entered_and_never_left_changes_nothing(contestant: Contestant) -> None:
    """Its place on the stack is where ours was: the judge's own calls must not be watched."""
    body = (
        "from torch.overrides import TorchFunctionMode\n"
        "class M(TorchFunctionMode):\n"
        "    def __torch_function__(self, func, types, args=(), kwargs=None):\n"
        "        return func(*args, **(kwargs or {}))\n"
        "M().__enter__()\nreturn x + 1"
    )
    ready(contestant, body, ProgramRules(functions=("torch.Tensor.detach",)))
    for _ in range(2):
        assert array(contestant.call(x=np.zeros(2)).value).tolist() == [1, 1]


def test_unknown_names_forbid_nothing(contestant: Contestant) -> None:
    rules = ProgramRules(("torch.no.such_thing", "numpy.dot", "torch.nn.BatchNorm1d"))
    assert array(ready(contestant, "return x * 1", rules).call(x=np.ones(1)).value).tolist() == [1]
