"""How a function is called, and what it gets."""

import numpy as np
import pytest

from sandbox.judge.messages import Call, Failure, Framework, Outcome
from sandbox.judge.values import Returned, Strided
from sandbox.tests.judge_contestant.conversation import Contestant, array, items


def test_arguments_come_by_position_so_that_they_may_be_renamed(contestant: Contestant) -> None:
    contestant.ready("def f(renamed, n):\n    return renamed * n")
    result = contestant.call(x=np.arange(3.0), n=2)
    np.testing.assert_array_equal(array(result.value), [0.0, 2.0, 4.0])


@pytest.mark.parametrize("framework", ["numpy", "torch"])
@pytest.mark.parametrize(
    "dtype",
    ["bool", "int8", "uint8", "int16", "int32", "int64", "float16", "float32", "float64"],
)
def test_every_input_dtype_arrives_and_returns(
    contestant: Contestant, framework: Framework, dtype: str
) -> None:
    given = np.array([[0, 1, 1], [1, 0, 1]], dtype)
    contestant.ready("def f(x):\n    return x", framework=framework)
    returned = contestant.call(x=given).value
    assert isinstance(returned, Returned)
    assert (returned.origin, returned.device) == (framework, "cpu")
    assert returned.array.dtype == given.dtype
    np.testing.assert_array_equal(returned.array, given)


@pytest.mark.parametrize("framework", ["numpy", "torch"])
def test_empty_and_scalar_arrays_keep_their_shapes(
    contestant: Contestant, framework: Framework
) -> None:
    contestant.ready("def f(x, y):\n    return x, y", framework=framework)
    empty, scalar = items(contestant.call(x=np.zeros((0, 4)), y=np.array(2.5)).value)
    assert array(empty).shape == (0, 4)
    assert array(scalar).shape == ()


def test_python_values_arrive_as_they_are(contestant: Contestant) -> None:
    contestant.ready("def f(*args):\n    return [(type(a).__name__, a) for a in args]")
    result = contestant.call(
        a=None, b=True, c=-(2**63), d=0.1, e="é", g=[1, (2.0, "x")], h={"k": [None]}
    )
    assert result.value == [
        ("NoneType", None),
        ("bool", True),
        ("int", -(2**63)),
        ("float", 0.1),
        ("str", "é"),
        ("list", [1, (2.0, "x")]),
        ("dict", {"k": [None]}),
    ]


def test_infinite_and_undefined_floats_arrive_and_return(contestant: Contestant) -> None:
    contestant.ready("def f(a, b, c):\n    return a, b, c, [a > 1e308, b < -1e308, c != c]")
    result = contestant.call(a=float("inf"), b=float("-inf"), c=float("nan"))
    high, low, undefined, seen = items(result.value)
    assert (high, low) == (float("inf"), float("-inf"))
    assert undefined != undefined
    assert seen == [True, True, True]


def test_arrays_inside_lists_and_dicts_become_tensors(contestant: Contestant) -> None:
    source = "import torch\ndef f(d):\n    return [type(i['b']) is torch.Tensor for i in d]"
    contestant.ready(source, framework="torch")
    assert contestant.call(d=[{"b": np.zeros(2)}, {"b": np.zeros(0)}]).value == [True, True]


@pytest.mark.parametrize(
    ("framework", "asks"),
    [("numpy", "x.flags.c_contiguous"), ("torch", "x.is_contiguous()")],
)
@pytest.mark.parametrize("shape", [(4,), (2, 3), (2, 1), (2, 3, 4)])
def test_a_strided_input_is_equal_and_not_contiguous(
    contestant: Contestant, framework: Framework, asks: str, shape: tuple[int, ...]
) -> None:
    given = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
    contestant.ready(f"def f(x):\n    return {asks}, x", framework=framework)
    contiguous, value = items(contestant.call(x=Strided(given)).value)
    assert contiguous is False
    np.testing.assert_array_equal(array(value), given)


def test_a_strided_scalar_is_plain(contestant: Contestant) -> None:
    contestant.ready("def f(x):\n    return x.shape")
    assert contestant.call(x=Strided(np.array(1.0))).value == ()


def test_inputs_are_writable_copies(contestant: Contestant) -> None:
    contestant.ready("def f(x):\n    x += 1\n    return x")
    given = np.zeros(3)
    for _ in range(2):
        np.testing.assert_array_equal(array(contestant.call(x=given).value), [1, 1, 1])


def test_what_is_printed_leaves_with_the_answer(contestant: Contestant) -> None:
    contestant.ready("import sys\ndef f():\n    print('out')\n    print('err', file=sys.stderr)")
    contestant.call()
    assert sorted(contestant.printed().split()) == ["err", "out"]


def test_a_replaced_stdout_stops_nothing(contestant: Contestant) -> None:
    contestant.ready("import sys\ndef f():\n    print('kept')\n    sys.stdout = None\n    return 1")
    assert contestant.call().value == 1
    assert contestant.printed() == "kept\n"


def test_reading_the_keyboard_finds_its_end(contestant: Contestant) -> None:
    contestant.ready("def f():\n    return input()")
    assert contestant.failure().error == "EOFError"


@pytest.mark.parametrize(
    ("signature", "names"),
    [("a", "(called with: x, y)"), ("a, b, c", "(called with: x, y)")],
)
def test_a_signature_that_does_not_fit_is_explained(
    contestant: Contestant, signature: str, names: str
) -> None:
    contestant.ready(f"def f({signature}):\n    return 1")
    failure = contestant.failure(x=1, y=2)
    assert (failure.stage, failure.verdict, failure.error) == ("call", "RE", "TypeError")
    assert failure.message.startswith("f() ")
    assert failure.message.endswith(names)


def test_a_type_error_inside_the_function_is_left_alone(contestant: Contestant) -> None:
    contestant.ready("def f(x):\n    return x + 'a'")
    failure = contestant.failure(x=1)
    assert "called with" not in failure.message
    assert failure.frames == ((2, "f"),)


def test_a_case_that_fails_leaves_the_next_ones_to_pass(contestant: Contestant) -> None:
    contestant.ready("def f(x):\n    return 1 / x")
    assert contestant.failure(x=0).error == "ZeroDivisionError"
    assert contestant.call(x=2).value == 0.5


def test_results_of_earlier_calls_are_not_changed_by_later_ones(contestant: Contestant) -> None:
    source = (
        "import numpy as np\n"
        "class C:\n"
        "    def __init__(self):\n        self.total = np.zeros(2)\n"
        "    def __call__(self, x):\n        self.total += x\n        return self.total\n"
    )
    contestant.ready(source, entry="C", kind="object")
    one = Call("", {"x": np.ones(2)})
    outcome = contestant.case(one, one, init={})
    assert isinstance(outcome, Outcome)
    totals = [array(result.value).tolist() for result in outcome.results]
    assert totals == [[1, 1], [2, 2]]


def test_a_child_ends_when_the_grader_hangs_up(contestant: Contestant) -> None:
    contestant.ready("import os\ndef f():\n    return os.getpid()")
    pid = contestant.call().value
    contestant.hang_up()
    assert contestant.ended(pid)


def test_a_child_that_could_not_load_ends_when_the_grader_hangs_up(
    contestant: Contestant,
) -> None:
    assert isinstance(contestant.load("import os\nprint(os.getpid())\nraise SystemExit"), Failure)
    pid = int(contestant.printed())
    contestant.hang_up()
    assert contestant.ended(pid)
