"""Reading frames from strangers: a valid frame or WireError, in bounded time and memory."""

import json
import socket
import threading
import time
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.judge.messages import read_reply
from sandbox.judge.values import MAX_DEPTH, decode
from sandbox.judge.wire import (
    DTYPES,
    MAX_HEADER,
    MAX_PAYLOAD,
    ChannelClosed,
    DeadlinePassed,
    Frame,
    FrameReader,
    WireError,
    read_frame,
    send_frame,
)

GOOD = {"type": "ready", "tensors": [], "payload_bytes": 0}


def framed(header: bytes | dict[str, Any], payload: bytes = b"") -> bytes:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(raw).to_bytes(4, "big") + raw + payload


def read_all(data: bytes, *, max_payload: int = MAX_PAYLOAD) -> list[Frame]:
    return FrameReader(max_payload=max_payload).feed(data)


def survive(data: bytes) -> None:
    """Read as the grader does; only WireError may come out."""
    try:
        for frame in read_all(data, max_payload=1 << 16):
            assert all(array.nbytes <= 1 << 16 for array in frame.tensors)
            read_reply(frame)
    except WireError:
        pass


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
PIECES = st.lists(st.integers(1, 9), min_size=1)
OUTCOME = framed(
    {
        "type": "outcome",
        "case": 3,
        "traces": [{"digests": {"x": "0" * 32}, "aliases": ["x"]}],
        "values": [[{"t": [1, {"r": 0, "o": "torch", "d": "cpu"}]}, {"m": {"x": None}}, {"m": {}}]],
        "tensors": [{"dtype": "float32", "shape": [2]}],
        "payload_bytes": 8,
    },
    np.array([1, 2], np.float32).tobytes(),
)


def test_the_frame_that_is_mutated_below_is_valid() -> None:
    (frame,) = read_all(OUTCOME)
    assert read_reply(frame)


@given(st.binary(max_size=200))
def test_random_bytes(data: bytes) -> None:
    survive(data)


@given(st.binary(max_size=100), st.binary(max_size=50))
def test_random_bytes_of_the_right_length(header: bytes, payload: bytes) -> None:
    survive(framed(header or b"x", payload))


@settings(max_examples=200)
@given(st.data())
def test_mutated_frames(data: st.DataObject) -> None:
    raw = bytearray(OUTCOME)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        match data.draw(st.sampled_from(["change", "insert", "delete", "repeat"])):
            case "change":
                raw[at] = data.draw(st.integers(0, 255))
            case "insert":
                raw[at:at] = data.draw(st.binary(min_size=1, max_size=5))
            case "delete":
                del raw[at : at + 3]
            case _:
                raw[at:at] = raw[at : at + 20]
    survive(bytes(raw))


@given(st.dictionaries(st.sampled_from([*GOOD, "case", "values", "message"]), JSON))
def test_headers_of_any_json(header: dict[str, Any]) -> None:
    survive(framed(header))
    survive(framed({**GOOD, **header}))


@settings(max_examples=150)
@given(st.data())
def test_replies_with_one_field_of_any_json(data: st.DataObject) -> None:
    header = json.loads(OUTCOME[4:-8])
    node: Any = header
    while True:
        keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        child = node[key]
        if not isinstance(child, dict | list) or not child or data.draw(st.booleans()):
            node[key] = data.draw(JSON)
            break
        node = child
    survive(framed(header, OUTCOME[-8:]))


@given(JSON, st.booleans())
def test_skeletons_of_any_json(skeleton: object, returned: bool) -> None:  # noqa: FBT001
    try:
        decode(skeleton, [np.zeros(2)], returned=returned)
    except WireError:
        return


@given(st.lists(st.integers(-(2**70), 2**70), max_size=10), st.sampled_from(sorted(DTYPES)))
@example([0, 2**62], "float64")
@example([2**32, 2**32], "int8")
@example([2**63], "bool")
@example([0] * 9, "bool")
def test_lying_shapes(shape: list[int], dtype: str) -> None:
    described = [{"dtype": dtype, "shape": shape}]
    survive(framed({"type": "ready", "tensors": described, "payload_bytes": 0}))


@given(PIECES)
def test_a_frame_may_come_in_pieces_of_any_size(sizes: list[int]) -> None:
    reader, frames, left = FrameReader(), [], OUTCOME * 2
    while left:
        size = sizes[len(left) % len(sizes)]
        frames += reader.feed(left[:size])
        left = left[size:]
    assert [frame.header["case"] for frame in frames] == [3, 3]
    assert not reader.midway


def test_a_truncated_frame_is_none() -> None:
    for kept in range(len(OUTCOME)):
        reader = FrameReader()
        assert reader.feed(OUTCOME[:kept]) == []
        assert reader.midway == (kept > 0)
        assert reader.wanted > 0


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\0\0\0\0", id="no header"),
        pytest.param(b"\xff\xff\xff\xff", id="4 GiB header"),
        pytest.param((MAX_HEADER + 1).to_bytes(4, "big"), id="header one too long"),
        pytest.param(framed(b"[]"), id="list"),
        pytest.param(framed(b"{}"), id="empty object"),
        pytest.param(framed(b"null"), id="null"),
        pytest.param(framed({**GOOD, "type": 3}), id="type is a number"),
        pytest.param(framed({**GOOD, "payload_bytes": 2**63}), id="lying payload"),
        pytest.param(framed({**GOOD, "payload_bytes": -1}), id="negative payload"),
        pytest.param(framed({**GOOD, "payload_bytes": 1}), id="payload of no array"),
        pytest.param(framed({**GOOD, "payload_bytes": True}), id="true payload"),
        pytest.param(framed({**GOOD, "payload_bytes": 0.0}), id="float payload"),
        pytest.param(framed({**GOOD, "tensors": {}}), id="tensors no list"),
        pytest.param(framed({**GOOD, "tensors": [3]}), id="tensor no object"),
        pytest.param(b"\0\0\0\x03\xef\xbb\xbf", id="only a mark"),
        pytest.param(framed(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()), id="byte order mark"),
        pytest.param(framed(json.dumps(GOOD).encode("utf-16")), id="utf-16"),
        pytest.param(framed(json.dumps(GOOD).encode() + b" x"), id="more after it"),
        pytest.param(framed(b'{"type":"\xff"}'), id="not utf-8"),
        pytest.param(framed(b"[" * 100_000), id="open brackets"),
        pytest.param(framed(b'{"a":' * 100_000), id="open braces"),
        pytest.param(framed(b"[" * 100_000 + b"]" * 100_000), id="deep nesting"),
        pytest.param(framed(b"[" * 900 + b"]" * 900), id="rather deep nesting"),
        pytest.param(framed(b"1" * 1_000_000), id="million digits"),
    ],
)
def test_no_frame(raw: bytes) -> None:
    with pytest.raises(WireError):
        read_all(raw)


@pytest.mark.parametrize(
    "value",
    [
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e999",
        b"-1e999",
        b"9223372036854775808",
        b"-9223372036854775809",
        b"1" * 4299,
        b"1" * 5000,
        b'"\\ud800"',
        b'"\\uDfFf"',
        b'"\\ud83d\\ude00"',
        b'"\\\\\\ud800"',
        b'{"\\ud800": 1}',
        b'{"a": 1, "a": 1}',
        b'[{"b": {"a": 1, "\\u0061": 1}}]',
        b'0,"v":0',
        b"[1,]",
        b"'x'",
        b"01",
    ],
)
def test_values_that_json_or_the_protocol_lack(value: bytes) -> None:
    with pytest.raises(WireError):
        read_all(framed(b'{"type":"ready","tensors":[],"payload_bytes":0,"v":' + value + b"}"))


@pytest.mark.parametrize("text", ["\\ud800", "\\\\ud800", "😀", "\u2028", "\x7f\t\n\0", '"\\"'])
def test_texts_that_only_look_odd_are_kept(text: str) -> None:
    (frame,) = read_all(Frame({"type": "x", "v": text}).pack())
    assert frame.header == {"type": "x", "v": text}


def test_a_truth_value_is_zero_or_one() -> None:
    described = [{"dtype": "bool", "shape": [2]}]
    header = {"type": "x", "tensors": described, "payload_bytes": 2}
    assert read_all(framed(header, b"\0\1"))[0].tensors[0].tolist() == [False, True]
    with pytest.raises(WireError, match="truth value"):
        read_all(framed(header, b"\0\2"))


@pytest.mark.parametrize(
    "described",
    [
        {"dtype": "object", "shape": [1]},
        {"dtype": "float64", "shape": [1.0]},
        {"dtype": "float64", "shape": [True]},
        {"dtype": "float64", "shape": [-1]},
        {"dtype": "float64", "shape": 1},
        {"dtype": "float64"},
        {"dtype": "float64", "shape": [1], "order": "F"},
        {"dtype": "bfloat16", "shape": [4]},
        {"dtype": ["float64"], "shape": [1]},
        {"dtype": "<f8", "shape": [1]},
    ],
)
def test_odd_descriptions_are_refused(described: dict[str, Any]) -> None:
    header = {"type": "x", "tensors": [described], "payload_bytes": 8}
    with pytest.raises(WireError):
        read_all(framed(header, bytes(8)))


def test_the_payload_is_capped() -> None:
    header = {"type": "x", "tensors": [{"dtype": "int8", "shape": [9]}], "payload_bytes": 9}
    assert read_all(framed(header, bytes(9)), max_payload=9)
    with pytest.raises(WireError, match="payload of 9 bytes"):
        read_all(framed(header, bytes(9)), max_payload=8)


def test_arrays_are_writable_aligned_and_native() -> None:
    sent = Frame({"type": "x"}, (np.zeros(1, np.int8), np.array([1.0, 2.0], ">f8")))
    _, array = read_all(sent.pack())[0].tensors
    assert array.flags.writeable
    assert array.flags.aligned
    assert array.dtype == np.dtype("float64")
    assert array.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("header", [b"[" * MAX_HEADER, b"[],".join([b"["] + [b""] * 300_000)])
def test_a_hostile_header_takes_little_memory_and_time(header: bytes) -> None:
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(WireError):
        read_all(framed(header[:MAX_HEADER]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 << 20
    assert time.process_time() - began < 5


def test_a_lying_payload_allocates_nothing_ahead() -> None:
    described = [{"dtype": "int8", "shape": [MAX_PAYLOAD]}]
    header = {"type": "x", "tensors": described, "payload_bytes": MAX_PAYLOAD}
    tracemalloc.start()
    reader = FrameReader()
    assert reader.feed(framed(header, b"x" * 1000)) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20
    assert reader.wanted == MAX_PAYLOAD - 1000


def test_trickled_bytes_meet_the_deadline() -> None:
    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def trickle() -> None:
        for byte in OUTCOME:
            if stop.wait(0.01):
                return
            theirs.send(bytes([byte]))

    thread = threading.Thread(target=trickle)
    # The sockets stay open until the thread has ended: it may be about to send.
    with ours, theirs:
        thread.start()
        began = time.monotonic()
        with pytest.raises(DeadlinePassed):
            read_frame(ours, deadline=time.monotonic() + 0.2)
        took = time.monotonic() - began
        stop.set()
        thread.join()
    assert took < 2


@pytest.mark.parametrize("kept", [0, 3, 4, 50, len(OUTCOME) - 1])
def test_a_closed_channel_tells_whether_a_frame_was_cut(kept: int) -> None:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(OUTCOME[:kept])
        with pytest.raises(ChannelClosed) as closed:
            read_frame(ours, deadline=time.monotonic() + 5)
    assert closed.value.between_frames == (kept == 0)


def test_reading_one_frame_leaves_the_next_in_the_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(OUTCOME * 2 + framed(GOOD))
        kinds = [read_frame(ours, deadline=time.monotonic() + 5).type for _ in range(3)]
    assert kinds == ["outcome", "outcome", "ready"]


def test_sending_to_one_who_does_not_read_meets_the_deadline() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(DeadlinePassed):
        send_frame(ours, {"type": "x"}, [np.zeros(1 << 22)], time.monotonic() + 0.1)


def test_sending_to_one_who_has_gone_says_so() -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours, pytest.raises(ChannelClosed):
        send_frame(ours, {"type": "x"}, [np.zeros(1 << 22)])


@pytest.mark.parametrize(
    ("header", "tensors"),
    [
        ({"type": "x", "v": float("nan")}, []),
        ({"type": "x", "v": "\ud800"}, []),
        ({"type": "x", "v": b""}, []),
        ({"type": "x", "v": "a" * MAX_HEADER}, []),
        ({"type": "x"}, [np.array([None])]),
        ({"type": "x"}, [np.zeros((1,) * 9)]),
        ({"type": "x"}, [np.zeros(1, np.uint64)]),
    ],
)
def test_what_cannot_travel_is_not_sent(header: dict[str, Any], tensors: list[Any]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with pytest.raises(WireError):
            send_frame(ours, header, tensors)
        theirs.setblocking(False)
        with pytest.raises(BlockingIOError):
            theirs.recv(1)


def test_the_depth_of_values_is_bounded() -> None:
    def nested(levels: int) -> object:
        return [nested(levels - 1)] if levels else 1

    assert decode(nested(MAX_DEPTH), [])
    with pytest.raises(WireError):
        decode(nested(MAX_DEPTH + 1), [])
