"""The messages between the grader and the jailed child, each carried by one frame.

The grader sends one Program and then, after Ready, CaseCalls one at a time; the child answers
each with Outcome or Failure (`replies`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal, Self, TypeAlias, get_args

import numpy as np

from sandbox.judge.fields import Fields
from sandbox.judge.replies import (
    MAX_ERROR,
    MAX_FRAMES,
    MAX_FUNCTION,
    MAX_MESSAGE,
    CallResult,
    Failure,
    FailureVerdict,
    Outcome,
    Ready,
    Reply,
    Stage,
    read_reply,
)
from sandbox.judge.values import MAX_DEPTH, Value, decode, encode
from sandbox.judge.wire import Frame, Header, WireError

__all__ = [
    "MAX_ERROR",
    "MAX_FRAMES",
    "MAX_FUNCTION",
    "MAX_MESSAGE",
    "Call",
    "CallResult",
    "CaseCall",
    "Device",
    "Failure",
    "FailureVerdict",
    "Framework",
    "Kind",
    "Message",
    "Mode",
    "Outcome",
    "Program",
    "ProgramRules",
    "Ready",
    "Reply",
    "Stage",
    "read_reply",
]

Framework = Literal["numpy", "torch"]
Kind = Literal["function", "object"]
Device = Literal["cpu", "cuda"]
Mode = Literal["train", "eval"]

_MODES: tuple[Mode | None, ...] = (*get_args(Mode), None)
# A case wraps its values in at most three containers of its own.
_DEPTH = MAX_DEPTH + 3


@dataclass(frozen=True, slots=True)
class ProgramRules:
    """What a submission may not use.

    functions: qualified names such as "torch.nn.functional.batch_norm"; operators: names such as
    "aten::native_batch_norm"; imports: the only top-level modules allowed (None: any).
    """

    functions: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    imports: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A submission's source and how it is to be run."""

    source: bytes
    framework: Framework
    kind: Kind
    entry: str
    rules: ProgramRules = ProgramRules()
    device: Device = "cpu"
    file_name: str = "solution.py"

    def to_frame(self) -> Frame:
        """Return the frame; the source travels as bytes, since it need not be text."""
        header = {"type": "program", **asdict(self)}
        del header["source"]
        return Frame(header, (np.frombuffer(self.source, np.uint8),))

    @classmethod
    def from_frame(cls, frame: Frame) -> Self:
        """Read the message; raise WireError for anything odd."""
        fields = Fields(frame, "program")
        rules = Fields.of(fields.take("rules", dict))
        (source,) = frame.tensors if len(frame.tensors) == 1 else (np.empty(0),)
        if source.dtype != np.uint8:
            raise WireError("a program has one source of bytes")
        program = cls(
            source=source.tobytes(),
            framework=fields.choose("framework", get_args(Framework)),
            kind=fields.choose("kind", get_args(Kind)),
            entry=fields.take("entry", str),
            rules=ProgramRules(
                functions=rules.texts("functions"),
                operators=rules.texts("operators"),
                imports=rules.texts_or_none("imports"),
            ),
            device=fields.choose("device", get_args(Device)),
            file_name=fields.take("file_name", str),
        )
        rules.end()
        fields.end()
        return program


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call of the function, of the object (method "") or of one of its methods.

    `args` are passed by position in their order. `mode` first puts an object into training or
    evaluation. `grad` names the args whose gradients are wanted, under the cotangents that
    `gradients.cotangent` draws from `grad_seed`.
    """

    method: str = ""
    args: Mapping[str, Value] = field(default_factory=dict)
    mode: Mode | None = None
    grad: tuple[str, ...] = ()
    grad_parameters: bool = False
    grad_seed: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CaseCall:
    """One case: construct an object if there is one, set its state, and make the calls in turn.

    `observe` names attributes, dotted where nested, that are read after every call.
    """

    case: int
    init: Mapping[str, Value] | None
    state: Mapping[str, Value] | None
    calls: tuple[Call, ...]
    observe: tuple[str, ...] = ()
    seed: int = 0

    def to_frame(self) -> Frame:
        """Return the frame; raise WireError where an input is no Value."""
        values: dict[str, Value] = {
            "init": None if self.init is None else dict(self.init),
            "state": None if self.state is None else dict(self.state),
            "args": [dict(call.args) for call in self.calls],
        }
        skeleton, arrays = encode(values, max_depth=_DEPTH)
        calls = [
            {
                "method": call.method,
                "mode": call.mode,
                "grad": call.grad,
                "grad_parameters": call.grad_parameters,
                "grad_seed": call.grad_seed,
            }
            for call in self.calls
        ]
        header: Header = {"type": "case", "case": self.case, "calls": calls, "values": skeleton}
        return Frame(header | {"observe": self.observe, "seed": self.seed}, tuple(arrays))

    @classmethod
    def from_frame(cls, frame: Frame) -> Self:
        """Read the message; raise WireError for anything odd."""
        fields = Fields(frame, "case")
        values = decode(fields.take("values", dict), frame.tensors, max_depth=_DEPTH)
        match values:
            case {
                "init": dict() | None as init,
                "state": dict() | None as state,
                "args": list(args),
            } if isinstance(values, dict) and len(values) == 3:
                pass
            case _:
                raise WireError("a case has init, state and args")
        described = fields.take("calls", list)
        if len(described) != len(args):
            raise WireError("every call has its args")
        calls = tuple(_call(one, arg) for one, arg in zip(described, args, strict=True))
        case = cls(
            case=fields.take("case", int),
            init=init,
            state=state,
            calls=calls,
            observe=fields.texts("observe"),
            seed=fields.take("seed", int),
        )
        fields.end()
        return case


Message: TypeAlias = Program | CaseCall | Ready | Outcome | Failure


def _call(described: object, args: Value) -> Call:
    fields = Fields.of(described)
    if not isinstance(args, dict):
        raise WireError("args have names")
    call = Call(
        method=fields.take("method", str),
        args=args,
        mode=fields.choose("mode", _MODES),
        grad=fields.texts("grad"),
        grad_parameters=fields.take("grad_parameters", bool),
        grad_seed=fields.take_optional("grad_seed", int),
    )
    fields.end()
    return call
