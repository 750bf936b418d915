"""Values and messages come back as they were sent; anything odd is refused."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sandbox.judge.messages import (
    Call,
    CallResult,
    CaseCall,
    Failure,
    Message,
    Outcome,
    Program,
    ProgramRules,
    Ready,
    read_reply,
)
from sandbox.judge.values import (
    MAX_NODES,
    MAX_TEXT,
    Returned,
    Strided,
    Value,
    array_paths,
    decode,
    encode,
)
from sandbox.judge.wire import DTYPES, Frame, FrameReader, WireError

ARRAYS = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda name: hnp.arrays(name, hnp.array_shapes(min_dims=0, min_side=0, max_dims=4, max_side=4))
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text()
    | ARRAYS
    | ARRAYS.map(Strided),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=8,
)


def same(one: Value, other: Value) -> bool:
    if type(one) is not type(other):
        return False
    match one, other:
        case np.ndarray(), np.ndarray():
            equal = one.tobytes() == other.tobytes()
            return one.dtype == other.dtype and one.shape == other.shape and equal
        case Strided(a), Strided(b):
            return same(a, b)
        case Returned(a), Returned(b):
            return same(a, b) and (one.origin, one.device) == (other.origin, other.device)
        case ((list() | tuple() as ours), (list() | tuple() as theirs)):
            return len(ours) == len(theirs) and all(map(same, ours, theirs))
        case dict(), dict():
            return list(one) == list(other) and all(map(same, one.values(), other.values()))
        case float(), float():
            return repr(one) == repr(other)
        case _:
            return one == other


def through_the_wire(message: Message) -> Any:
    (frame,) = FrameReader().feed(message.to_frame().pack())
    return type(message).from_frame(frame)


@given(VALUES)
def test_every_value_comes_back_as_it_was(value: Value) -> None:
    skeleton, arrays = encode(value)
    (frame,) = FrameReader().feed(Frame({"type": "v", "v": skeleton}, tuple(arrays)).pack())
    assert same(decode(frame.header["v"], frame.tensors), value)


@pytest.mark.parametrize(
    "value",
    [
        2**63,
        -(2**63) - 1,
        object(),
        b"",
        {1, 2},
        {1: 2},
        "\ud800",
        {"\ud800": 1},
        "x" * (MAX_TEXT + 1),
        "é" * (MAX_TEXT // 2 + 1),
        [0] * MAX_NODES,
        np.float64(1),
        np.array([None]),
        np.array(["a"]),
        np.zeros((1,) * 9),
        np.ma.masked_array([1.0]),
        np.zeros(1, np.uint32),
    ],
)
def test_what_is_no_value_is_refused(value: Any) -> None:
    with pytest.raises(WireError):
        encode(value)


def test_a_value_that_contains_itself_is_refused() -> None:
    value: list[Value] = []
    value.append(value)
    with pytest.raises(WireError, match="deeper"):
        encode(value)


@pytest.mark.parametrize(
    "skeleton",
    [
        {},
        {"a": 0, "s": 0},
        {"a": True},
        {"a": 1},
        {"a": -1},
        {"a": 0.0},
        {"a": "0"},
        [{"a": 0}, {"a": 0}],
        {"t": {}},
        {"m": []},
        {"m": {}, "x": 1},
        {"f": "1.0"},
        {"f": 1},
        {"z": 0},
        {"r": 0, "o": "torch", "d": "cpu"},
        1,
    ],
)
def test_odd_skeletons_are_refused(skeleton: object) -> None:
    with pytest.raises(WireError):
        decode(skeleton, [np.zeros(1)])


@pytest.mark.parametrize(
    "skeleton",
    [
        {"a": 0},
        {"s": 0},
        {"r": 0},
        {"r": 0, "o": "jax", "d": "cpu"},
        {"r": 0, "o": "torch", "d": 3},
        {"r": 0, "o": "torch", "d": "x" * 21},
        {"r": 0, "o": "torch", "d": "é"},
        {"r": 0, "o": "torch", "d": "cpu", "x": 1},
    ],
)
def test_odd_results_are_refused(skeleton: object) -> None:
    with pytest.raises(WireError):
        decode(skeleton, [np.zeros(1)], returned=True)


def test_paths_name_arrays_depth_first() -> None:
    array = np.zeros(1)
    value: Value = [{"boxes": array, "n": 3}, (1, Strided(array)), Returned(array, "numpy")]
    assert [path for path, _ in array_paths(value, "dets")] == [
        "dets[0].boxes",
        "dets[1][1]",
        "dets[2]",
    ]


@pytest.mark.parametrize(
    "message",
    [
        Program(b"", "numpy", "function", "f"),
        Program(
            bytes(range(256)),
            "torch",
            "object",
            "Adam",
            ProgramRules(("torch.softmax",), ("aten::mm",), ("numpy",)),
            "cuda",
            "x.py",
        ),
        Program(b"x", "torch", "object", "f", ProgramRules(imports=())),
        Ready(),
        Failure(None, "compile", "CE", "SyntaxError", "é" * 2000, ((1, "<module>"),)),
        Failure(3, "call", "RV", "RuleViolation", "", (), "torch.softmax"),
    ],
)
def test_messages_come_back_as_they_were(message: Message) -> None:
    assert through_the_wire(message) == message


def test_a_case_comes_back_as_it_was() -> None:
    array = np.arange(3.0)
    call = Call("step", {"x": array, "n": [1, Strided(array)]}, "train", ("x",), True, 2**63 - 1)
    case = CaseCall(3, {"lr": 0.1}, {"m": array}, (call, Call()), ("a.b",), -5)
    back = through_the_wire(case)
    assert (back.case, back.init, back.observe, back.seed) == (3, {"lr": 0.1}, ("a.b",), -5)
    assert same(dict(back.state), {"m": array})
    assert same(dict(back.calls[0].args), dict(call.args))
    for ours, theirs in zip(case.calls, back.calls, strict=True):
        for name in ("method", "mode", "grad", "grad_parameters", "grad_seed"):
            assert getattr(ours, name) == getattr(theirs, name)


def test_the_order_of_arguments_is_kept() -> None:
    args: dict[str, Value] = dict.fromkeys("zyxabc", 1)
    back = through_the_wire(CaseCall(0, None, None, (Call("", args),)))
    assert list(back.calls[0].args) == list("zyxabc")


def test_an_outcome_comes_back_as_it_was() -> None:
    array = Returned(np.arange(3.0), "torch", "cuda:0")
    result = CallResult(
        (1, [array]), {"x": array, "y": None}, {"m": {"k": array}}, {"x": "0" * 32}, ("x",)
    )
    back = through_the_wire(Outcome(7, (result, CallResult(None))))
    assert back.case == 7
    first, second = back.results
    for name in ("value", "gradients", "observed"):
        assert same(getattr(first, name), getattr(result, name))
    assert (first.digests, first.aliases) == (result.digests, result.aliases)
    assert (second.value, second.gradients, second.aliases) == (None, {}, ())


def test_a_nested_result_has_its_full_depth_inside_an_outcome() -> None:
    value: Value = 1
    for _ in range(16):
        value = [value]
    back = through_the_wire(Outcome(1, (CallResult(value, {}, {"m": value}),))).results[0]
    assert same(back.value, value)
    assert same(back.observed["m"], value)


FAILURE = Failure(1, "call", "RE", "E", "m", ((1, "f"),)).to_frame().header
OUTCOME = Outcome(1, (CallResult(1, {}, {}, {"x": "0" * 32}, ("x",)),)).to_frame().header


def changed(header: dict[str, Any], name: str, value: object) -> dict[str, Any]:
    return {**header, name: value}


@pytest.mark.parametrize(
    "header",
    [
        changed(FAILURE, "verdict", "AC"),
        changed(FAILURE, "verdict", ["RE"]),
        changed(FAILURE, "stage", "judging"),
        changed(FAILURE, "case", "1"),
        changed(FAILURE, "case", True),
        changed(FAILURE, "message", "m" * 2001),
        changed(FAILURE, "error", "e" * 101),
        changed(FAILURE, "frames", [[1, "f"]] * 21),
        changed(FAILURE, "frames", [[-1, "f"]]),
        changed(FAILURE, "frames", [[True, "f"]]),
        changed(FAILURE, "frames", [["f", 1]]),
        changed(FAILURE, "frames", [[1, "f" * 201]]),
        changed(FAILURE, "frames", {}),
        changed(FAILURE, "extra", 1),
        {key: FAILURE[key] for key in FAILURE if key != "case"},
        changed(OUTCOME, "case", None),
        changed(OUTCOME, "case", 1.0),
        changed(OUTCOME, "traces", []),
        changed(OUTCOME, "values", []),
        changed(OUTCOME, "values", [[1, {"m": {}}]]),
        changed(OUTCOME, "values", [[1, 2, 3]]),
        changed(OUTCOME, "traces", [{"digests": {"x": "0" * 31}, "aliases": []}]),
        changed(OUTCOME, "traces", [{"digests": {"x": "G" * 32}, "aliases": []}]),
        changed(OUTCOME, "traces", [{"digests": {"x": 3}, "aliases": []}]),
        changed(OUTCOME, "traces", [{"digests": {"x" * 1001: "0" * 32}, "aliases": []}]),
        changed(OUTCOME, "traces", [{"digests": {}, "aliases": [1]}]),
        changed(OUTCOME, "traces", [{"digests": {}, "aliases": ["x"] * 10_001}]),
        changed(OUTCOME, "traces", [{"digests": {}}]),
        changed(OUTCOME, "extra", 1),
        {"type": "ready", "extra": 1},
        {"type": "program"},
        {"type": "verdict", "verdict": "AC"},
    ],
)
def test_odd_replies_are_refused(header: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        read_reply(Frame(header))


@pytest.mark.parametrize("make", [lambda: FAILURE, lambda: {"type": "ready"}, lambda: OUTCOME])
def test_replies_carry_no_arrays_of_their_own(make: Callable[[], dict[str, Any]]) -> None:
    with pytest.raises(WireError):
        read_reply(Frame(make(), (np.zeros(1),)))


def test_a_program_has_one_source_of_bytes() -> None:
    header = Program(b"x", "numpy", "function", "f").to_frame().header
    for arrays in ((), (np.zeros(1),), (np.zeros(1, np.uint8),) * 2):
        with pytest.raises(WireError):
            Program.from_frame(Frame(header, arrays))


def test_floats_keep_every_bit() -> None:
    for number in (0.1, -0.0, 5e-324, 1.7976931348623157e308):
        back = decode(*encode(number))
        assert isinstance(back, float)
        assert (back, math.copysign(1, back)) == (number, math.copysign(1, number))
