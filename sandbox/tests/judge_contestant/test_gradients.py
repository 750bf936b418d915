"""Gradients of inputs and parameters by the cotangents that the grader chose."""

import numpy as np
import pytest

from sandbox.judge.contestant.gradients import cotangent
from sandbox.judge.messages import Call, Outcome
from sandbox.judge.values import Strided, Value
from sandbox.tests.judge_contestant.conversation import Contestant, array

X = np.array([[0.5, -1.0, 2.0], [3.0, 0.25, -0.75]])


def ready(contestant: Contestant, body: str) -> Contestant:
    lines = "\n    ".join(body.splitlines())
    source = f"import torch\nimport numpy as np\ndef f(*args):\n    {lines}\n"
    return contestant.ready(source, framework="torch")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_gradient_is_the_cotangents_product_with_the_jacobian(
    contestant: Contestant, dtype: str
) -> None:
    ready(contestant, "return args[0] ** 3")
    result = contestant.call(x=X.astype(dtype), grad=("x",), grad_seed=7)
    expected = 3 * X.astype(dtype) ** 2 * cotangent(7, 0, X.shape).astype(dtype)
    gradient = array(result.gradients["x"])
    assert gradient.dtype == dtype
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)


def test_cotangents_are_the_drawn_normals_in_single_precision() -> None:
    drawn = np.random.default_rng([7, 2]).standard_normal((2, 3)).astype(np.float32)
    np.testing.assert_array_equal(cotangent(7, 2, (2, 3)), drawn)


def test_every_float_output_has_a_cotangent_of_its_own_depth_first(
    contestant: Contestant,
) -> None:
    body = (
        "x = args[0]\n"
        "return {'a': [x * 2, torch.arange(3)], 'b': (x.detach(), np.ones(2), 1.0, x.sum() * 5)}"
    )
    result = ready(contestant, body).call(x=X, grad=("x",), grad_seed=3)
    expected = 2 * cotangent(3, 0, X.shape).astype(float) + 5 * float(cotangent(3, 3, ()))
    np.testing.assert_allclose(array(result.gradients["x"]), expected, rtol=1e-12)


def test_the_order_in_which_a_dict_was_filled_makes_no_difference(
    contestant: Contestant,
) -> None:
    body = "x, turned = args\npair = [('a', x * 2), ('b', x * 5)]\nreturn dict(pair[::turned])"
    ready(contestant, body)
    one, other = (contestant.call(x=X, turned=n, grad=("x",), grad_seed=3) for n in (1, -1))
    np.testing.assert_array_equal(array(one.gradients["x"]), array(other.gradients["x"]))


def test_only_the_inputs_named_get_gradients(contestant: Contestant) -> None:
    ready(contestant, "return args[0] * args[1]")
    result = contestant.call(x=X, y=X, grad=("y",))
    assert list(result.gradients) == ["y"]


@pytest.mark.parametrize(
    "body",
    [
        "return args[0].detach() * 2",
        "return torch.ones(3)",
        "return args[0].detach().numpy()",
        "return 1.5",
        "return (args[0] > 0).long()",
        "with torch.no_grad():\n    return args[0] * 2",
    ],
)
def test_an_output_that_depends_on_no_input_has_no_gradient(
    contestant: Contestant, body: str
) -> None:
    assert ready(contestant, body).call(x=X, grad=("x",)).gradients == {"x": None}


def test_an_input_that_is_not_used_has_no_gradient(contestant: Contestant) -> None:
    result = ready(contestant, "return args[0] * 2").call(x=X, y=X, grad=("x", "y"))
    assert result.gradients["y"] is None
    assert result.gradients["x"] is not None


def test_an_input_returned_as_it_is_gets_the_cotangent(contestant: Contestant) -> None:
    result = ready(contestant, "return args[0], args[0]").call(x=X, grad=("x",), grad_seed=1)
    expected = cotangent(1, 0, X.shape).astype(float) + cotangent(1, 1, X.shape).astype(float)
    np.testing.assert_allclose(array(result.gradients["x"]), expected)


@pytest.mark.parametrize("given", [Strided(X), [X], {"k": X}, (1, X)])
def test_arrays_in_containers_and_strided_ones_have_gradients_by_path(
    contestant: Contestant, given: Value
) -> None:
    take = "x = args[0]\nwhile not isinstance(x, torch.Tensor):\n    "
    take += "x = x['k'] if isinstance(x, dict) else x[-1]\nreturn x * 2"
    result = ready(contestant, take).call(x=given, grad=("x",), grad_seed=1)
    (gradient,) = result.gradients.values()
    np.testing.assert_allclose(array(gradient), 2 * cotangent(1, 0, X.shape).astype(float))


def test_an_integer_input_is_left_out(contestant: Contestant) -> None:
    result = ready(contestant, "return args[0] * args[1]").call(x=X, n=np.array(2), grad=("x", "n"))
    assert list(result.gradients) == ["x"]


def test_a_backward_pass_that_fails_is_told_with_its_stage(contestant: Contestant) -> None:
    source = (
        "import torch\n"
        "class Cube(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x):\n        return x ** 3\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return g / {}\n"
        "def f(x):\n    return Cube.apply(x)\n"
    )
    failure = contestant.ready(source, framework="torch").failure(x=X, grad=("x",))
    assert (failure.stage, failure.verdict) == ("backward", "RE")
    assert failure.frames == ((8, "Cube.backward"),)


def test_a_value_changed_in_place_after_it_was_needed_fails_backward(
    contestant: Contestant,
) -> None:
    ready(contestant, "y = args[0].exp()\ny += 1\nreturn y * y")
    failure = contestant.failure(x=X, grad=("x",))
    assert failure.stage == "backward"
    assert "modified by an inplace operation" in failure.message


def test_the_parameters_of_a_module_have_gradients(contestant: Contestant) -> None:
    source = (
        "import torch\n"
        "class Net(torch.nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n"
        "        self.inner = torch.nn.Linear(3, 2, bias=False)\n"
        "        self.unused = torch.nn.Parameter(torch.ones(1))\n"
        "        self.frozen = torch.nn.Parameter(torch.ones(1), requires_grad=False)\n"
        "    def forward(self, x):\n        return self.inner(x) * self.frozen\n"
    )
    contestant.ready(source, entry="Net", kind="object", framework="torch")
    call = Call("", {"x": X}, grad=("x",), grad_parameters=True, grad_seed=4)
    outcome = contestant.case(call, init={}, state={"inner.weight": np.ones((2, 3))})
    assert isinstance(outcome, Outcome)
    gradients = dict(outcome.results[0].gradients)
    weights = cotangent(4, 0, (2, 2)).astype(float)
    np.testing.assert_allclose(array(gradients.pop("param:inner.weight")), weights.T @ X)
    np.testing.assert_allclose(array(gradients.pop("x")), weights @ np.ones((2, 3)))
    assert gradients == {"param:unused": None, "param:frozen": None}


def test_the_tensors_of_a_plain_object_have_gradients(contestant: Contestant) -> None:
    source = (
        "import torch\n"
        "class Scale:\n"
        "    def __init__(self):\n        self.by = torch.ones(3, requires_grad=True)\n"
        "    def __call__(self, x):\n        return x.sum() * self.by.sum()\n"
    )
    contestant.ready(source, entry="Scale", kind="object", framework="torch")
    call = Call("", {"x": np.ones(2, np.float32)}, grad_parameters=True, grad_seed=0)
    outcome = contestant.case(call, init={})
    assert isinstance(outcome, Outcome)
    weight = float(cotangent(0, 0, ()))
    np.testing.assert_allclose(
        array(outcome.results[0].gradients["param:by"]), [2 * weight] * 3, rtol=1e-6
    )
