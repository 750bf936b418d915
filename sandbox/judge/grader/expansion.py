"""From the cases that authors write to the calls that children are sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np

from sandbox.exercises import authoring
from sandbox.exercises.authoring import Case, Strided
from sandbox.exercises.errors import ExerciseError
from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.grader.report import Origin
from sandbox.judge.grader.seeds import derived, generator
from sandbox.judge.messages import Call, CaseCall
from sandbox.judge.values import Value, array_paths, digests_of
from sandbox.judge.wire import Array

Scope = Literal["samples", "full"]
Device = Literal["cpu", "cuda"]


@dataclass(frozen=True, eq=False)
class PlannedCase:
    """A case with its place in the submission's run.

    `call` goes to the submission: float64 arrays rounded to the case's dtype. `exact` goes to
    the reference, and to the submission when it is tried in float64: the same values in float64.
    `runs` is False where the case needs a device that this run has not.
    """

    index: int
    origin: Origin
    case: Case
    device: Device
    call: CaseCall
    exact: CaseCall
    runs: bool = True

    @cached_property
    def packed(self) -> bytes:
        """`call` as it travels; raises `WireError` where an input cannot."""
        return self.call.to_frame().pack()

    @cached_property
    def digests(self) -> tuple[dict[str, str], ...]:
        """What the arguments of each call of `call` must look like afterwards."""
        return tuple(digests_of(one.args) for one in self.call.calls)

    @property
    def is_fixed(self) -> bool:
        """Whether every submission gets exactly this case."""
        return self.origin != "random"

    @property
    def is_shown(self) -> bool:
        """Whether the learner may see the case's data."""
        return self.origin != "hidden"

    @property
    def wants_gradients(self) -> bool:
        """Whether gradients are compared."""
        return any(call.grad or call.grad_parameters for call in self.call.calls)

    @property
    def input_elements(self) -> int:
        """How large the inputs are: the elements of all arrays, and one for everything else."""
        groups = [self.call.init or {}, *(call.args for call in self.call.calls)]
        return sum(_elements(value) for group in groups for value in group.values())

    @property
    def has_empty_input(self) -> bool:
        """Whether some array among the arguments has no elements."""
        arguments = (value for call in self.call.calls for value in call.args.values())
        return any(not array.size for value in arguments for _, array in array_paths(value, ""))


def expand(
    exercise: Exercise, framework: Framework, scope: Scope, seed: int, device: Device
) -> tuple[PlannedCase, ...]:
    """The cases of one run in their order: samples, hidden, random.

    On a run for `cuda` every case of a torch submission runs there; on a run for `cpu` the cases
    that ask for `cuda` are planned but do not run. Raises `ExerciseError`.
    """
    fixed = _fixed(_Wanted(exercise.version, framework, scope, device, exercise))
    if scope == "samples":
        return fixed
    cases = exercise.cases().random(generator(seed))
    concerned = (case for case in cases if _concerns(case, framework))
    planned = (
        _planned(exercise, framework, device, index, "random", case, (seed, "random"))
        for index, case in enumerate(concerned, len(fixed))
    )
    return (*fixed, *planned)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which fixed cases; the version alone tells one exercise from another."""

    version: str
    framework: Framework
    scope: Scope
    device: Device
    exercise: Exercise = field(compare=False)


@lru_cache(maxsize=64)
def _fixed(wanted: _Wanted) -> tuple[PlannedCase, ...]:
    """The samples and, in full scope, the hidden cases: the same for every submission."""
    exercise, framework = wanted.exercise, wanted.framework
    source = exercise.cases()
    cases: list[tuple[Origin, Case]] = [("sample", case) for case in source.samples()]
    if wanted.scope == "full":
        cases += [("hidden", case) for case in source.hidden()]
    concerned = [pair for pair in cases if _concerns(pair[1], framework)]
    root = (wanted.version, "fixed")
    return tuple(
        _planned(exercise, framework, wanted.device, index, origin, case, root)
        for index, (origin, case) in enumerate(concerned)
    )


def _concerns(case: Case, framework: Framework) -> bool:
    return case.frameworks is None or framework in case.frameworks


def _planned(
    exercise: Exercise,
    framework: Framework,
    device: Device,
    index: int,
    origin: Origin,
    case: Case,
    root: tuple[int | str, str],
) -> PlannedCase:
    _check(exercise, case)
    on_gpu = framework == "torch" and "cuda" in (device, case.device)
    place: Device = "cuda" if on_gpu else "cpu"
    call, exact = calls_for(case, framework, index, derived(*root, index))
    runs = place == "cpu" or device == "cuda"
    return PlannedCase(index, origin, case, place, call, exact, runs)


def _check(exercise: Exercise, case: Case) -> None:
    path = exercise.folder / "cases.py"
    if case.category not in exercise.categories:
        message = f"case {case.name!r}: exercise.toml has no category {case.category!r}"
        raise ExerciseError(path, 0, message)
    if case.is_object != (exercise.kind == "object"):
        raise ExerciseError(path, 0, f"case {case.name!r} is not for a {exercise.kind}")


def calls_for(case: Case, framework: Framework, index: int, seed: int) -> tuple[CaseCall, CaseCall]:
    """What the submission gets and, in float64, what the reference gets."""
    calls, exact_calls = [], []
    for number, call in enumerate(case.all_calls()):
        rounded = _rounded(call.args, case.dtype)
        grad_seed = derived(seed, "cotangents", number)
        calls.append(_call(call, rounded, framework, grad_seed))
        exact_calls.append(_call(call, _in_float64(rounded), framework, grad_seed))
    init = None if not case.is_object else _rounded(case.init or {}, case.dtype)
    state = None if case.state is None else _rounded(case.state, case.dtype)
    child_seed = derived(seed, "child")
    rounded_case = CaseCall(index, init, state, tuple(calls), case.observe, child_seed)
    exact_case = CaseCall(
        index,
        None if init is None else _in_float64(init),
        None if state is None else _in_float64(state),
        tuple(exact_calls),
        case.observe,
        child_seed,
    )
    return rounded_case, exact_case


def _call(
    call: authoring.Call, args: Mapping[str, Value], framework: Framework, grad_seed: int
) -> Call:
    wants = framework == "torch" and bool(call.grad or call.grad_parameters)
    if not wants:
        return Call(call.method, args, call.mode)
    return Call(call.method, args, call.mode, call.grad, call.grad_parameters, grad_seed)


def _rounded(values: Mapping[str, Any], dtype: authoring.Dtype) -> dict[str, Value]:
    """The values with float64 arrays in `dtype`; everything else stays as it is."""

    def cast(array: Array) -> Array:
        if array.dtype != np.float64:
            return array
        with np.errstate(over="ignore"):
            return array.astype(dtype)

    return {name: _mapped(value, cast) for name, value in values.items()}


def _in_float64(values: Mapping[str, Any]) -> dict[str, Value]:
    """The values with all float arrays in float64."""

    def cast(array: Array) -> Array:
        return array.astype(np.float64) if array.dtype.kind == "f" else array

    return {name: _mapped(value, cast) for name, value in values.items()}


def _mapped(value: Any, cast: Callable[[Array], Array]) -> Any:  # noqa: ANN401 - any value
    """`value` with its arrays cast, and NumPy's scalars as Python's."""
    match value:
        case np.ndarray():
            return cast(value)
        case np.generic():
            return value.item()
        case Strided():
            return Strided(cast(value.array))
        case list():
            return [_mapped(item, cast) for item in value]
        case tuple():
            return tuple(_mapped(item, cast) for item in value)
        case dict():
            return {str(key): _mapped(item, cast) for key, item in value.items()}
        case _:
            return value


def _elements(value: Value) -> int:
    return max(1, sum(array.size for _, array in array_paths(value, "")))
