"""What is told of the arguments after a call: whether they changed, whose memory was returned."""

import numpy as np
import pytest

from sandbox.judge.messages import Framework
from sandbox.judge.values import CHANGED_BEYOND_READING, Strided, Value, digest_of, digests_of
from sandbox.tests.judge_contestant.conversation import Contestant

X = np.arange(6.0).reshape(2, 3)
FRAMEWORKS = pytest.mark.parametrize("framework", ["numpy", "torch"])


def ready(contestant: Contestant, body: str, framework: Framework = "numpy") -> Contestant:
    source = f"import torch\nimport numpy as np\ndef f(x, *more):\n    {body}\n"
    return contestant.ready(source, framework=framework)


@FRAMEWORKS
@pytest.mark.parametrize(
    "given",
    [
        X,
        Strided(X),
        np.array(1.5),
        np.zeros((0, 3)),
        np.array([True, False]),
        [X, {"boxes": X, "n": 3, "name": "é"}, (1, None, float("nan"))],
        [],
        3,
    ],
)
def test_untouched_arguments_have_the_digests_the_grader_computes(
    contestant: Contestant, framework: Framework, given: Value
) -> None:
    result = ready(contestant, "return 1", framework).call(x=given)
    assert result.digests == digests_of({"x": given})


@pytest.mark.parametrize(
    ("framework", "body"),
    [
        ("numpy", "x[0, 0] = 9"),
        ("numpy", "x.sort(axis=0); x *= 2"),
        ("numpy", "np.add(x, 1, out=x)"),
        ("torch", "x[0, 0] = 9"),
        ("torch", "x.add_(1)"),
        ("torch", "x.data.zero_()"),
        ("torch", "x.resize_(1)"),
        ("torch", "x.data = x.data.float()"),
    ],
)
def test_a_changed_array_shows(contestant: Contestant, framework: Framework, body: str) -> None:
    result = ready(contestant, body, framework).call(x=X, y=X)
    assert result.digests["x"] != digest_of(X)
    assert result.digests["y"] == digest_of(X)


def test_a_changed_array_shows_although_it_needs_a_gradient(contestant: Contestant) -> None:
    ready(contestant, "x.data.mul_(2); return x * 1", "torch")
    assert contestant.call(x=X, grad=("x",)).digests["x"] != digest_of(X)


@pytest.mark.parametrize(
    "body",
    [
        "x.append(3)",
        "x.pop()",
        "x.reverse()",
        "x[1]['boxes'] = 0",
        "x[1]['boxes'] *= 2",
        "x[1]['n'] += 1",
        "x[1]['new'] = 1",
        "x.append(x)",
        "x[0] = object()",
        "x[0] = np.zeros(10**6)",
        "x[0] = np.broadcast_to(np.zeros(1), (10**12,))",
        "x[0] = type('L', (list,), {'__len__': lambda s: 1 / 0})()",
    ],
)
def test_a_changed_container_shows(contestant: Contestant, body: str) -> None:
    given: Value = [X, {"boxes": X, "n": 3}]
    result = ready(contestant, body).call(x=given)
    assert result.digests != digests_of({"x": given})


def test_an_argument_that_cannot_be_read_any_more_has_a_mark(contestant: Contestant) -> None:
    result = ready(contestant, "x.append(x)").call(x=[1])
    assert result.digests == {"x": CHANGED_BEYOND_READING}


def test_dtype_and_shape_are_part_of_a_digest() -> None:
    digests = [
        digest_of(array)
        for array in (X, X.reshape(3, 2), X.view(np.int64), X.T, np.zeros((0, 2)), np.zeros((2, 0)))
    ]
    assert len(set(digests)) == len(digests)
    assert digest_of(X.T) == digest_of(np.ascontiguousarray(X.T))


@pytest.mark.parametrize(
    ("framework", "expression", "aliases"),
    [
        ("numpy", "x", ("x",)),
        ("numpy", "x[0]", ("x",)),
        ("numpy", "x.T[::-1]", ("x",)),
        ("numpy", "[1, {'k': (x[1:],)}]", ("x",)),
        ("numpy", "torch.from_numpy(x)", ("x",)),
        ("numpy", "x, more[0]", ("x", "y")),
        ("numpy", "x.copy()", ()),
        ("numpy", "x + 0", ()),
        ("numpy", "x[:0]", ()),
        ("torch", "x", ("x",)),
        ("torch", "x.detach()[0]", ("x",)),
        ("torch", "x.numpy()", ("x",)),
        ("torch", "x.view(-1)[2:].T, 3", ("x",)),
        ("torch", "more[0].T", ("y",)),
        ("torch", "x.clone()", ()),
        ("torch", "x[[0]]", ()),
    ],
)
def test_returned_memory_of_an_argument_is_named(
    contestant: Contestant, framework: Framework, expression: str, aliases: tuple[str, ...]
) -> None:
    result = ready(contestant, f"return {expression}", framework).call(x=X, y=X)
    assert result.aliases == aliases


@FRAMEWORKS
def test_memory_of_a_strided_argument_is_named(
    contestant: Contestant, framework: Framework
) -> None:
    result = ready(contestant, "return x[1:]", framework).call(x=Strided(X))
    assert result.aliases == ("x",)


def test_arguments_inside_containers_are_named_by_path(contestant: Contestant) -> None:
    given: Value = [{"boxes": X}, {"boxes": X}]
    result = ready(contestant, "return x[1]['boxes'][0]").call(x=given)
    assert result.aliases == ("x[1].boxes",)
