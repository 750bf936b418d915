"""An object through its life: construction, state, mode, calls, attributes."""

import numpy as np
import pytest

from sandbox.judge.messages import Call, CallResult, Failure, Outcome
from sandbox.judge.values import Value
from sandbox.tests.judge_contestant.conversation import Contestant, array

BATCH_NORM = """
import torch
class Norm(torch.nn.Module):
    def __init__(self, n, *, momentum=0.1):
        super().__init__()
        self.momentum = momentum
        self.weight = torch.nn.Parameter(torch.ones(n))
        self.register_buffer("mean", torch.zeros(n))
        self.register_buffer("steps", torch.tensor(0))
        self.child = torch.nn.Sequential(torch.nn.Linear(n, n), torch.nn.ReLU())
    def forward(self, x):
        if self.training:
            self.mean.mul_(1 - self.momentum).add_(self.momentum * x.mean(0).detach())
            self.steps += 1
        return (x - self.mean) * self.weight
"""
ADAM = """
import numpy as np
class Adam:
    def __init__(self, lr=0.1):
        self.lr, self.t, self.inner = lr, 0, {"m": [np.zeros(2)]}
    def step(self, grads):
        self.t += 1
        self.inner["m"][0] += grads
        return -self.lr * grads
    def reset(self):
        self.t = 0
"""
X = np.array([[1.0, 2.0], [3.0, 4.0]])


def norm(contestant: Contestant) -> Contestant:
    return contestant.ready(BATCH_NORM, entry="Norm", kind="object", framework="torch")


def adam(contestant: Contestant) -> Contestant:
    return contestant.ready(ADAM, entry="Adam", kind="object")


def results(reply: Outcome | Failure) -> tuple[CallResult, ...]:
    assert isinstance(reply, Outcome), reply
    return reply.results


def failure(reply: Outcome | Failure) -> Failure:
    assert isinstance(reply, Failure), reply
    return reply


def test_methods_are_called_in_turn_on_one_object(contestant: Contestant) -> None:
    step = Call("step", {"grads": np.ones(2)})
    reply = adam(contestant).case(step, step, init={"lr": 0.5}, observe=("t",))
    assert [array(one.value).tolist() for one in results(reply)] == [[-0.5, -0.5]] * 2
    assert [one.observed["t"] for one in results(reply)] == [1, 2]


def test_every_case_has_an_object_of_its_own(contestant: Contestant) -> None:
    adam(contestant)
    for _ in range(2):
        reply = contestant.case(Call("step", {"grads": np.ones(2)}), init={}, observe=("t",))
        assert results(reply)[0].observed["t"] == 1


def test_dotted_names_lead_through_dicts_and_lists(contestant: Contestant) -> None:
    step = Call("step", {"grads": np.ones(2)})
    state: dict[str, Value] = {"inner.m.0": np.array([5.0, 6.0]), "t": 9, "inner.k": 1}
    names = ("inner.m.0", "inner.k", "t", "lr")
    (result,) = results(adam(contestant).case(step, init={}, state=state, observe=names))
    observed = dict(result.observed)
    assert array(observed.pop("inner.m.0")).tolist() == [6.0, 7.0]
    assert observed == {"inner.k": 1, "t": 10, "lr": 0.1}


def test_a_plain_object_is_told_its_mode(contestant: Contestant) -> None:
    adam(contestant)
    reply = contestant.case(
        Call("reset", {}, "train"), Call("reset", {}, "eval"), init={}, observe=("training",)
    )
    assert [one.observed["training"] for one in results(reply)] == [True, False]


def test_a_module_in_training_updates_its_buffers(contestant: Contestant) -> None:
    train, evaluate = Call("", {"x": X}, "train"), Call("", {"x": X}, "eval")
    names = ("mean", "steps", "training", "weight", "child.0.bias")
    reply = norm(contestant).case(train, evaluate, init={"n": 2, "momentum": 0.5}, observe=names)
    for result in results(reply):
        assert array(result.observed["mean"]).tolist() == [1.0, 1.5]
        assert array(result.observed["steps"]).tolist() == 1
        assert array(result.observed["weight"]).tolist() == [1.0, 1.0]
    assert [one.observed["training"] for one in results(reply)] == [True, False]
    assert array(results(reply)[1].value).tolist() == [[0.0, 0.5], [2.0, 2.5]]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_module_works_in_the_dtype_of_its_case(contestant: Contestant, dtype: str) -> None:
    call = Call("", {"x": X.astype(dtype)}, "train")
    reply = norm(contestant).case(call, init={"n": 2}, observe=("mean", "weight", "steps"))
    (result,) = results(reply)
    assert array(result.value).dtype == dtype
    assert [array(result.observed[name]).dtype for name in ("mean", "weight", "steps")] == [
        dtype,
        dtype,
        "int64",
    ]


def test_state_becomes_a_modules_parameters_buffers_and_attributes(
    contestant: Contestant,
) -> None:
    state: dict[str, Value] = {
        "weight": np.array([2.0, 3.0]),
        "mean": np.array([1.0, 1.0]),
        "child.0.weight": np.eye(2),
        "steps": np.array(7),
        "momentum": 1.0,
    }
    call = Call("", {"x": X}, "train", grad_parameters=True)
    names = ("mean", "child.0.weight", "steps")
    (result,) = results(norm(contestant).case(call, init={"n": 2}, state=state, observe=names))
    assert array(result.value).tolist() == [[-2.0, -3.0], [2.0, 3.0]]
    assert array(result.observed["mean"]).tolist() == [2.0, 3.0]
    assert array(result.observed["steps"]).tolist() == 8
    assert array(result.observed["child.0.weight"]).tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert result.gradients["param:weight"] is not None


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"weight": np.ones(3)}, "weight has shape (2,), but must have (3,)"),
        ({"gamma": np.ones(2)}, "the Norm has no attribute gamma"),
        ({"child.5.weight": np.ones(2)}, "the Norm has no attribute child.5.weight"),
    ],
)
def test_a_state_that_does_not_fit_a_module_is_explained(
    contestant: Contestant, state: dict[str, Value], message: str
) -> None:
    reply = norm(contestant).case(Call("", {"x": X}), init={"n": 2}, state=state)
    assert failure(reply).message == message
    assert failure(reply).verdict == "RE"


def test_a_missing_observed_attribute_is_explained(contestant: Contestant) -> None:
    reply = adam(contestant).case(Call("reset"), init={}, observe=("inner.v",))
    assert failure(reply).message == "the Adam has no attribute inner.v"


def test_a_missing_method_is_explained(contestant: Contestant) -> None:
    told = failure(adam(contestant).case(Call("zero_grad"), init={}))
    assert (told.stage, told.error) == ("call", "AttributeError")
    assert "zero_grad" in told.message


def test_an_object_that_cannot_be_called_is_explained(contestant: Contestant) -> None:
    told = failure(adam(contestant).case(Call(""), init={}))
    assert told.message.startswith("'Adam' object is not callable")


def test_a_constructor_that_does_not_fit_is_explained(contestant: Contestant) -> None:
    told = failure(adam(contestant).case(Call("reset"), init={"beta": 0.9}))
    assert told.message.endswith("(called with: beta)")
    assert (told.stage, told.verdict) == ("call", "RE")


def test_a_constructor_that_raises_is_told_with_its_frames(contestant: Contestant) -> None:
    source = "class C:\n    def __init__(self):\n        1 / 0\n"
    told = failure(contestant.ready(source, entry="C", kind="object").case(Call("x"), init={}))
    assert told.frames == ((3, "C.__init__"),)


def test_a_property_that_raises_is_told(contestant: Contestant) -> None:
    source = "class C:\n    def go(self): pass\n    @property\n    def p(self): return 1 / 0\n"
    told = failure(
        contestant.ready(source, entry="C", kind="object").case(Call("go"), init={}, observe=("p",))
    )
    assert (told.stage, told.error, told.frames) == ("return", "ZeroDivisionError", ((4, "C.p"),))


def test_a_factory_may_stand_for_the_class(contestant: Contestant) -> None:
    source = "class _C:\n    def get(self): return 3\ndef C():\n    return _C()\n"
    reply = contestant.ready(source, entry="C", kind="object").case(Call("get"), init={})
    assert results(reply)[0].value == 3
