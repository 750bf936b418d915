"""Answers that need no thought, which every exercise must reject somewhere."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.exercises.authoring import Dtype
from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.grader.expansion import PlannedCase
from sandbox.judge.grader.judging import Expected, judge
from sandbox.judge.grader.verdicts import Verdict
from sandbox.judge.messages import Call, CallResult, Outcome
from sandbox.judge.values import Returned, Value, array_paths, digests_of

Array = NDArray[Any]
Answer = Callable[[Array, Mapping[str, Array]], Array]


def zeros(wanted: Array, _inputs: Mapping[str, Array]) -> Array:
    """Zeros of the reference's shape."""
    return np.zeros_like(wanted)


def input_copy(wanted: Array, inputs: Mapping[str, Array]) -> Array:
    """The first input of the right shape, else zeros."""
    fitting = (one for one in inputs.values() if one.shape == wanted.shape)
    return next(fitting, np.zeros_like(wanted)).astype(wanted.dtype)


def constant_mean(expected: Iterable[Expected]) -> Answer:
    """The reference's mean everywhere: of the array, and for single numbers that of all cases."""
    numbers = [
        float(array.mean())
        for one in expected
        for result in one.results
        for array in _arrays(result.value)
        if array.size == 1 and np.isfinite(array).all()
    ]
    overall = float(np.mean(numbers)) if numbers else 0.0

    def answer(wanted: Array, _inputs: Mapping[str, Array]) -> Array:
        finite = wanted[np.isfinite(wanted)]
        mean = overall if wanted.size == 1 or not finite.size else float(finite.mean())
        return np.full_like(wanted, mean if wanted.dtype.kind == "f" else round(mean))

    return answer


def degenerate_answers(expected: Iterable[Expected]) -> Mapping[str, Answer]:
    """The answers by name, for an exercise whose cases expect these."""
    return {"zeros": zeros, "input copy": input_copy, "constant mean": constant_mean(expected)}


def _arrays(value: Value) -> Iterator[Array]:
    """All numbers in a result, Python's as arrays of shape ()."""
    match value:
        case Returned(array=array):
            yield array
        case bool() | int() | float():
            yield np.asarray(value)
        case list() | tuple():
            for item in value:
                yield from _arrays(item)
        case dict():
            for item in value.values():
                yield from _arrays(item)
        case _:
            return


def is_rejected(
    exercise: Exercise,
    framework: Framework,
    planned: PlannedCase,
    expected: Expected,
    answer: Answer,
) -> bool:
    """Whether a case rejects a submission whose every array is what `answer` makes of it."""
    results = tuple(
        _degenerate(wanted, call, answer, framework, planned.case.dtype)
        for wanted, call in zip(expected.results, planned.call.calls, strict=True)
    )
    outcome = Outcome(planned.index, results)
    judged = judge(exercise, framework, planned, planned.call, expected, outcome)
    return judged.verdict is not Verdict.AC


def _degenerate(
    wanted: CallResult, call: Call, answer: Answer, framework: Framework, dtype: Dtype
) -> CallResult:
    """The reference's result with every array replaced, and all else as a submission leaves it."""
    arrays = [pair for name, value in call.args.items() for pair in array_paths(value, name)]
    inputs = dict(arrays)

    def replaced(value: Value) -> Value:
        match value:
            case Returned(array=array):
                cast = array.astype(dtype) if array.dtype.kind == "f" else array
                return Returned(answer(cast, inputs), framework)
            case list():
                return [replaced(item) for item in value]
            case tuple():
                return tuple(replaced(item) for item in value)
            case dict():
                return {key: replaced(item) for key, item in value.items()}
            case bool() | int() | float():
                kind = type(value)
                return kind(answer(np.asarray(value), inputs)[()])
            case _:
                return value

    return replace(
        wanted,
        value=replaced(wanted.value),
        gradients={name: replaced(value) for name, value in wanted.gradients.items()},
        observed={name: replaced(value) for name, value in wanted.observed.items()},
        digests=digests_of(call.args),
        aliases=(),
    )
