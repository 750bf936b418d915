"""The inputs of a failing case as Python text that a learner can paste."""

import keyword
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.grader.expansion import PlannedCase
from sandbox.judge.messages import Call, CaseCall, Mode
from sandbox.judge.values import Strided, Value

MOST_CHARACTERS = 4096
_MOST_ELEMENTS = 120
_SHOWN_OF_LARGE = 6
# Where a word of a class's name begins: Batch|Norm2d, IoU|Loss.
_NEW_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z])")

Array = NDArray[Any]


def counter_example(exercise: Exercise, framework: Framework, planned: PlannedCase) -> str:
    """The calls of a case as Python text of at most 4 KB.

    Large arrays are cut to their first values, with a comment that gives the whole shape; the
    text then no longer runs as it stands.
    """
    case = planned.call
    writer = _Writer(framework)
    lines: list[str] = []
    instance = None if case.init is None else _instance(exercise, case)
    if case.init is not None:
        arguments = ", ".join(f"{name}={writer.text(value)}" for name, value in case.init.items())
        lines.append(f"{instance} = {exercise.entry}({arguments})")
        for name, value in (case.state or {}).items():
            attribute = f"{name}.data" if _is_tensor(value, framework) else name
            lines.append(f"{instance}.{attribute} = {writer.text(value)}")
    for call in case.calls:
        if instance and call.mode is not None:
            lines.append(f"{instance}.{_mode(call.mode, framework)}")
        lines += _call_lines(call, writer, instance or exercise.entry)
    return _cut("\n".join(lines))


def _instance(exercise: Exercise, case: CaseCall) -> str:
    """The name of the object: that of its class in lower snake case, where that is free."""
    name = _NEW_WORD.sub("_", exercise.entry).lower()
    taken = {exercise.entry, *(argument for call in case.calls for argument in call.args)}
    return "instance" if name in taken or keyword.iskeyword(name) else name


def _is_tensor(value: Value, framework: Framework) -> bool:
    """Whether the state's value goes into a parameter or buffer, which stays the object it was."""
    return framework == "torch" and isinstance(value, np.ndarray | Strided)


def _mode(mode: Mode, framework: Framework) -> str:
    """How the object is told that it trains: a module by a call, one of NumPy by its attribute."""
    if framework == "torch":
        return f"{mode}()"
    return f"training = {mode == 'train'}"


def _call_lines(call: Call, writer: "_Writer", called: str) -> Iterator[str]:
    for name, value in call.args.items():
        yield writer.assignment(name, value)
    method = f".{call.method}" if call.method else ""
    yield f"{called}{method}({', '.join(call.args)})"


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[: MOST_CHARACTERS - 2].rpartition("\n")[0] + "\n…"


class _Writer:
    """Writes values in the words of a framework."""

    def __init__(self, framework: Framework) -> None:
        self._remarks: list[str] = []
        self._array, self._module = ("torch.tensor", "torch")
        if framework == "numpy":
            self._array, self._module = ("np.array", "np")

    def text(self, value: Value, indent: int = 0) -> str:
        match value:
            case np.ndarray():
                return self._array_text(value, "")
            case Strided(array=array):
                return self._array_text(array, "not contiguous")
            case float():
                return _float_text(value)
            case list():
                return self._items("[", value, "]", indent)
            case tuple():
                return self._items("(", value, ",)" if len(value) == 1 else ")", indent)
            case dict():
                return self._mapping(value, indent)
            case _:
                return repr(value)

    def _items(
        self, left: str, items: list[Value] | tuple[Value, ...], right: str, indent: int
    ) -> str:
        texts = [self.text(item, indent + 1) for item in items]
        joint = ", " if sum(map(len, texts)) < 60 else ",\n" + " " * (indent + 1)
        return left + joint.join(texts) + right

    def _mapping(self, entries: Mapping[str, Value], indent: int) -> str:
        texts = [f"{key!r}: {self.text(value, indent + 1)}" for key, value in entries.items()]
        joint = ", " if sum(map(len, texts)) < 60 else ",\n" + " " * (indent + 1)
        return "{" + joint.join(texts) + "}"

    def _array_text(self, array: Array, remark: str) -> str:
        dtype = f"{self._module}.{'bool' if array.dtype.kind == 'b' else array.dtype.name}"
        if self._module == "np" and array.dtype.kind == "b":
            dtype = "np.bool_"
        if array.size == 0:
            return f"{self._module}.zeros({array.shape}, dtype={dtype})"
        if remark:
            self._remarks.append(remark)
        if array.size > _MOST_ELEMENTS:
            first = ", ".join(_number_text(item) for item in array.ravel()[:_SHOWN_OF_LARGE])
            self._remarks.append(f"shape {array.shape}, only its first values are shown")
            return f"{self._array}([{first}, …], dtype={dtype})"
        return f"{self._array}({_nested(array)}, dtype={dtype})"

    def assignment(self, name: str, value: Value) -> str:
        """`name = value`, with what there is to say of its arrays as a comment above it."""
        self._remarks = []
        text = f"{name} = {self.text(value, len(name) + 3)}"
        comments = [f"# {name}: {remark}" for remark in self._remarks[:3]]
        return "\n".join([*comments, text])


def _nested(array: Array) -> str:
    if array.ndim == 0:
        return _number_text(array[()])
    return "[" + ", ".join(_nested(part) for part in array) + "]"


def _number_text(number: Any) -> str:  # noqa: ANN401 - any scalar of NumPy
    if isinstance(number, np.floating):
        return _float_text(float(number), str(number))
    return str(number)


def _float_text(number: float, shortest: str = "") -> str:
    if math.isfinite(number):
        return shortest or repr(number)
    return f'float("{number}")'
