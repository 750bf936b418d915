"""Making a case's calls: of the function, or of an object through its life."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import torch

from sandbox.judge.contestant.attributes import load_state, match_dtype, read_attribute
from sandbox.judge.contestant.failures import Failed, failed_by
from sandbox.judge.contestant.gradients import gradients_of, parameters_of
from sandbox.judge.contestant.inputs import Inputs, LiveArray
from sandbox.judge.contestant.outputs import Outputs
from sandbox.judge.contestant.program import Loaded
from sandbox.judge.contestant.streams import flush
from sandbox.judge.contestant.traces import Traces
from sandbox.judge.messages import Call, CallResult, CaseCall, Outcome, Stage
from sandbox.judge.values import Value

T = TypeVar("T")


class CaseRun:
    """One case of a loaded program, run from construction to the last call."""

    def __init__(self, loaded: Loaded, case: CaseCall) -> None:
        self._loaded = loaded
        self._program = loaded.program
        self._case = case
        self._outputs = Outputs()

    def run(self) -> Outcome:
        """Make the calls; raise Failed where one cannot be finished."""
        target: object = self._loaded.entry
        if self._program.kind == "object":
            target = self._construct()
        results = tuple(self._call(target, call) for call in self._case.calls)
        return Outcome(self._case.case, results)

    def _construct(self) -> object:
        init = Inputs(self._program, self._case.init or {})
        target = self._own("call", lambda: self._loaded.entry(**init.live), called_with=init.live)
        state = Inputs(self._program, self._case.state or {})
        if isinstance(target, torch.nn.Module):
            arrays = [*init.arrays.values(), *state.arrays.values(), *self._argument_arrays()]
            self._own("call", lambda: match_dtype(target, arrays, self._program.device))
        self._own("call", lambda: load_state(target, state.live))
        return target

    def _argument_arrays(self) -> list[LiveArray]:
        calls = (Inputs(self._program, call.args) for call in self._case.calls)
        return [array for call in calls for array in call.arrays.values()]

    def _call(self, target: object, call: Call) -> CallResult:
        inputs = Inputs(self._program, call.args, call.grad)
        traces = Traces(inputs)
        arguments = tuple(inputs.live.values())
        returned = self._own(
            "call", lambda: _invoke(target, call, arguments), called_with=call.args
        )
        first = len(self._outputs.arrays)
        value = self._outputs.read(returned)
        arrays = self._outputs.arrays[first:]
        return CallResult(
            value=value,
            gradients=self._gradients(target, call, inputs, arrays),
            observed={name: self._observe(target, name) for name in self._case.observe},
            digests=traces.digests(),
            aliases=traces.aliases(arrays),
        )

    def _gradients(
        self, target: object, call: Call, inputs: Inputs, outputs: list[LiveArray]
    ) -> Mapping[str, Value]:
        wanted = dict(inputs.leaves)
        if call.grad_parameters:
            parameters = self._own("backward", lambda: parameters_of(target))
            wanted |= {f"param:{name}": one for name, one in parameters.items()}
        if not wanted:
            return {}
        seed = call.grad_seed or 0
        found = self._own("backward", lambda: gradients_of(outputs, wanted, seed), backward=True)
        return {
            path: None if grad is None else self._outputs.read(grad, f"the gradient of {path}")
            for path, grad in found.items()
        }

    def _observe(self, target: object, name: str) -> Value:
        return self._outputs.read(self._own("return", lambda: read_attribute(target, name)), name)

    def _own(
        self,
        stage: Stage,
        act: Callable[[], T],
        *,
        backward: bool = False,
        called_with: Iterable[str] | None = None,
    ) -> T:
        """Run what calls the submission's code: watched, and with whatever it raises explained."""
        loaded = self._loaded
        try:
            with loaded.guard.active(backward=backward):
                return act()
        except Failed:
            raise
        except BaseException as error:
            loaded.watch.check(stage)
            raise failed_by(error, stage, self._program.file_name, called_with) from None
        finally:
            flush()
            loaded.watch.check(stage)


def _invoke(target: Any, call: Call, arguments: tuple[object, ...]) -> object:  # noqa: ANN401
    if call.mode is not None and isinstance(target, torch.nn.Module):
        target.train(call.mode == "train")
    elif call.mode is not None:
        target.training = call.mode == "train"
    function = getattr(target, call.method) if call.method else target
    return function(*arguments)
