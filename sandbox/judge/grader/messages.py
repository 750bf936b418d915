"""What the grader has to say, as codes with values; the site turns codes into words.

`TEXTS` is the English of every code. A value that a text names is always there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Values = Mapping[str, str | int | float]

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        # the source, before anything runs
        "source-empty": "There is no code to run.",
        "source-too-large": "The code has {bytes} bytes; at most {most} are accepted.",
        "source-not-utf8": "The code is not valid UTF-8 (byte {position}).",
        "source-nul": "The code contains a NUL character in line {line}.",
        "source-encoding": "Line {line} declares the encoding {name}; only UTF-8 is accepted.",
        "source-nested": "The code is nested too deeply to be checked.",
        "syntax-error": "Line {line}: {message}",
        "rule-call": "Line {line} uses {name}, which this exercise asks you to write yourself.",
        "rule-import": "Line {line} imports {name}, which this exercise does not allow.",
        "rule-broken": "The code used {name}, which this exercise asks you to write yourself.",
        # wrong answers
        "wrong-values": "{path}: {wrong} of {of} values are wrong.",
        "wrong-value": "{path} is wrong.",
        "wrong-shape": "{path} has the shape {got}, expected {expected}.",
        "wrong-dtype": "{path} has the dtype {got}, expected {expected}.",
        "wrong-type": "{path} is {got}, expected {expected}.",
        "wrong-length": "{path} has {got} entries, expected {expected}.",
        "wrong-keys": "{path} has the keys {got}, expected {expected}.",
        "wrong-device": "{path} is on {got}, expected {expected}.",
        "no-gradient": "No gradient reaches {name}.",
        "wrong-gradient": "The gradient of {name} is wrong in {wrong} of {of} values.",
        "wrong-gradient-shape": "The gradient of {name} has the shape {got}, expected {expected}.",
        "no-attribute": "The object has no attribute {name} after the call.",
        "changed-input": "The code changed its input {name}.",
        "shares-memory": "The result shares memory with the input {name}; return a new array.",
        "hidden-wrong": "A hidden case fails.",
        "unstable": "Right in float64, but numerically unstable in {dtype}.",
        # what stops a run
        "timed-out": "It ran longer than {seconds} s.",
        "timed-out-by-clock": (
            "It was stopped after {seconds} s by the clock, of which it computed for "
            "{computing} s: it waited, or the machine is busy."
        ),
        "out-of-memory": "It used more than {megabytes} MB of memory.",
        "too-much-output": "It printed or returned more than is accepted.",
        "raised": "{error}: {message}",
        "raised-at": "{error} in line {line} ({function}): {message}",
        "killed": "It was killed by {signal}.",
        "exited": "It ended its own process (exit code {code}).",
        "broken-protocol": "It disturbed the talk with the judge ({detail}).",
        # the judge's side
        "no-gpu": "Not run: no GPU.",
        "stopped": "Not run: {lost} cases before it had to be stopped.",
        "reference-failed": "The exercise's own reference failed: {detail}",
        "judge-unavailable": "The judge is not available: {reason} {remedy}",
    }
)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say: a code of `TEXTS` and the values that its text names."""

    code: str
    values: Values = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in TEXTS:
            raise ValueError(f"unknown message code {self.code!r}")

    def __str__(self) -> str:
        return TEXTS[self.code].format_map(self.values)
