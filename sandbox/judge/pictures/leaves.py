"""Finds the arrays to draw: what was called with, what came out, what should have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.judge.messages import CallResult, CaseCall
from sandbox.judge.values import Returned, Value, array_paths

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """The last call that matters, with the reference's result and the submission's."""

    arguments: dict[str, Array]
    expected: CallResult
    got: CallResult
    prefix: str
    path: str

    @classmethod
    def of(
        cls,
        case: CaseCall,
        expected: Sequence[CallResult],
        got: Sequence[CallResult],
        path: str,
    ) -> "Scene":
        """The scene for `path`, which may begin with `calls[k].`."""
        number = 0
        prefix = ""
        if path.startswith("calls["):
            prefix = path[: path.index("].") + 2]
            number = int(prefix[len("calls[") : -len("].")])
        arguments = {
            name: array
            for argument, value in case.calls[number].args.items()
            for name, array in array_paths(value, argument)
        }
        return cls(arguments, expected[number], got[number], prefix, path)

    def pair(self) -> tuple[str, Array, Array] | None:
        """Expected and returned array at the path, else the first pair of equal shape."""
        wanted, returned = dict(_leaves(self.expected)), dict(_leaves(self.got))
        path = self.path.removeprefix(self.prefix)
        for name in (path, *wanted):
            if name in wanted and name in returned and wanted[name].shape == returned[name].shape:
                return name, wanted[name].astype(np.float64), returned[name].astype(np.float64)
        return None


def _leaves(result: CallResult) -> Iterator[tuple[str, Array]]:
    """The real arrays of a result by the paths that mismatches name."""
    yield from _inside(result.value, "result")
    for name, value in result.observed.items():
        yield from _inside(value, name)
    for name, value in result.gradients.items():
        yield from _inside(value, f"{name.removeprefix('param:')}.grad")


def _inside(value: Value, path: str) -> Iterator[tuple[str, Array]]:
    match value:
        case Returned(array=array):
            if array.dtype.kind in "biuf":
                yield path, array
        case list() | tuple():
            for index, item in enumerate(value):
                yield from _inside(item, f"{path}[{index}]")
        case dict():
            for key, item in value.items():
                yield from _inside(item, f"{path}[{key!r}]")
        case _:
            return


def result_arrays(result: CallResult) -> list[Array]:
    """The real arrays of what a call returned, depth first."""
    return [array for _, array in _inside(result.value, "result")]
