"""What the jailed child answers: Ready, then for each case an Outcome or a Failure.

All of it was written in a process that strangers' code has run in. `from_frame` raises WireError
unless every field has its type and keeps its bounds.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self, TypeAlias, get_args

from sandbox.judge.fields import Fields, short
from sandbox.judge.values import MAX_DEPTH, Value, decode, encode
from sandbox.judge.wire import Frame, Header, WireError

Stage = Literal["compile", "import", "entry", "call", "backward", "return"]
FailureVerdict = Literal["CE", "RE", "RV", "OLE", "MLE"]

MAX_ERROR = 100
MAX_MESSAGE = 2000
MAX_FRAMES = 20
MAX_FUNCTION = 200
MAX_PATHS = 10_000
MAX_PATH = 1000
_DIGEST = re.compile("[0-9a-f]{32}")
# A result wraps its values in at most three containers of its own.
_DEPTH = MAX_DEPTH + 3


@dataclass(frozen=True, slots=True)
class Ready:
    """The program is compiled and imported, and its entry exists.

    On a GPU a first one comes before that, when the card has been started.
    """

    def to_frame(self) -> Frame:
        """Return the frame."""
        return Frame({"type": "ready"})

    @classmethod
    def from_frame(cls, frame: Frame) -> Self:
        """Read the message; raise WireError for anything odd."""
        Fields(frame, "ready").end()
        _no_arrays(frame)
        return cls()


@dataclass(frozen=True, slots=True, eq=False)
class CallResult:
    """What one call returned and left behind.

    gradients: by the path of the input, or "param:" and the parameter's name; None where no
    gradient came. observed: by the name asked for. digests: `values.digests_of` the arguments
    after the call. aliases: paths of the arguments whose memory the output shares.
    """

    value: Value
    gradients: Mapping[str, Value] = field(default_factory=dict)
    observed: Mapping[str, Value] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The results of a case's calls, in their order."""

    case: int
    results: tuple[CallResult, ...]

    def to_frame(self) -> Frame:
        """Return the frame; raise WireError where a result is no Value."""
        values: list[Value] = [
            [result.value, dict(result.gradients), dict(result.observed)] for result in self.results
        ]
        skeleton, arrays = encode(values, max_depth=_DEPTH)
        traces = [
            {"digests": dict(result.digests), "aliases": result.aliases} for result in self.results
        ]
        header: Header = {"type": "outcome", "case": self.case, "traces": traces}
        return Frame(header | {"values": skeleton}, tuple(arrays))

    @classmethod
    def from_frame(cls, frame: Frame) -> Self:
        """Read the message; raise WireError for anything odd."""
        fields = Fields(frame, "outcome")
        skeleton = fields.take("values", list)
        values = decode(skeleton, frame.tensors, returned=True, max_depth=_DEPTH)
        traces = fields.take("traces", list)
        if not isinstance(values, list) or len(values) != len(traces):
            raise WireError("every result has its trace")
        results = tuple(_result(one, trace) for one, trace in zip(values, traces, strict=True))
        outcome = cls(case=fields.take("case", int), results=results)
        fields.end()
        return outcome


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result; `case` is None where the program itself could not be loaded.

    error: the exception's type. frames: (line, function) of the submission's own code, outermost
    first. name: the forbidden function, operator or module of a rule violation.
    """

    case: int | None
    stage: Stage
    verdict: FailureVerdict
    error: str
    message: str
    frames: tuple[tuple[int, str], ...] = ()
    name: str = ""

    def to_frame(self) -> Frame:
        """Return the frame."""
        return Frame({"type": "failure", **asdict(self)})

    @classmethod
    def from_frame(cls, frame: Frame) -> Self:
        """Read the message; raise WireError for anything odd."""
        fields = Fields(frame, "failure")
        _no_arrays(frame)
        failure = cls(
            case=fields.take_optional("case", int),
            stage=fields.choose("stage", get_args(Stage)),
            verdict=fields.choose("verdict", get_args(FailureVerdict)),
            error=fields.short_text("error", MAX_ERROR),
            message=fields.short_text("message", MAX_MESSAGE),
            frames=_frames(fields.take("frames", list)),
            name=fields.short_text("name", MAX_FUNCTION),
        )
        fields.end()
        return failure


Reply: TypeAlias = Ready | Outcome | Failure


def read_reply(frame: Frame) -> Reply:
    """Read what a child sent; raise WireError for anything else."""
    match frame.type:
        case "ready":
            return Ready.from_frame(frame)
        case "outcome":
            return Outcome.from_frame(frame)
        case "failure":
            return Failure.from_frame(frame)
        case _:
            raise WireError("a child answers with ready, outcome or failure")


def _result(values: Value, trace: object) -> CallResult:
    match values:
        case [value, dict(gradients), dict(observed)]:
            pass
        case _:
            raise WireError("a result has a value, gradients and observed attributes")
    fields = Fields.of(trace)
    digests = fields.take("digests", dict)
    aliases = fields.texts("aliases")
    fields.end()
    if len(digests) > MAX_PATHS or len(aliases) > MAX_PATHS:
        raise WireError("a result names too many arguments")
    for path, digest in digests.items():
        short(path, MAX_PATH)
        if type(digest) is not str or not _DIGEST.fullmatch(digest):
            raise WireError("a digest is 32 digits in hex")
    return CallResult(value, gradients, observed, digests, aliases)


def _frames(listed: list[Any]) -> tuple[tuple[int, str], ...]:
    if len(listed) > MAX_FRAMES:
        raise WireError("a failure has too many frames")
    frames = []
    for one in listed:
        match one:
            case [int(line), str(function)] if type(line) is int and 0 <= line < 2**31:
                frames.append((line, short(function, MAX_FUNCTION)))
            case _:
                raise WireError("a frame has a line and a function")
    return tuple(frames)


def _no_arrays(frame: Frame) -> None:
    if frame.tensors:
        raise WireError(f"{frame.type} carries no arrays")
