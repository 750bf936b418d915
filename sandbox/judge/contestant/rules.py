"""Forbidden torch functions and operators, watched while the submission's own code runs.

A TorchFunctionMode sees what Python code calls (functions, Tensor methods, composites such as
F.triplet_margin_loss); a TorchDispatchMode sees which aten operators that comes down to, however
it was disguised. This teaches; it is not the sandbox.
"""

import _thread
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from types import GetSetDescriptorType, MappingProxyType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from sandbox.judge.contestant.failures import Failed, Frames, own_frames
from sandbox.judge.contestant.modes import clear_modes, mode_depth
from sandbox.judge.messages import Failure, ProgramRules, Stage

# Where one function goes by the same last name.
_NAMESPACES = (
    torch,
    torch.Tensor,
    torch.nn.functional,
    torch.special,
    torch.linalg,
    torch.fft,
    torch._C._nn,
    torch.ops.aten,
)
# By these names every thread is started, whatever class it is of.
_STARTERS = (
    (_thread, "start_new_thread"),
    (_thread, "start_new"),
    (threading, "_start_new_thread"),
)


class RuleViolation(BaseException):
    """Raised inside the submission, past its `except Exception`."""


class Watch:
    """Remembers the first violation, whether or not the submission swallowed the exception."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.violation: tuple[str, Frames] | None = None

    def refuse(self, name: str) -> RuleViolation:
        """Note that `name` was used by the calling code and return what to raise there."""
        if self.violation is None:
            self.violation = name, own_frames(sys._getframe(1), self.file_name)
        return RuleViolation(f"{name} is not allowed in this exercise")

    def check(self, stage: Stage) -> None:
        """Raise Failed if a rule was broken since the last check."""
        if self.violation is None:
            return
        (name, frames), self.violation = self.violation, None
        message = f"{name} is not allowed in this exercise"
        raise Failed(Failure(None, stage, "RV", "RuleViolation", message, frames, name))


class Guard:
    """Puts the modes up around the submission's code; costs nothing where there are no rules."""

    def __init__(self, rules: ProgramRules, watch: Watch) -> None:
        self._functions = _forbidden_functions(rules.functions)
        self._operators = frozenset(rules.operators)
        self._watch = watch
        if self._functions or self._operators:
            self._watch_threads()
        if self._functions:
            self._watch_engine()

    @contextmanager
    def active(self, *, backward: bool = False) -> Iterator[None]:
        """Watch while the block runs; `backward` where autograd's engine itself calls operators."""
        depth = mode_depth()
        try:
            with ExitStack() as stack:
                if self._functions:
                    stack.enter_context(_FunctionWatch(self._functions, self._watch))
                if self._operators:
                    operators = _OperatorWatch(self._operators, self._watch, in_backward=backward)
                    stack.enter_context(operators)
                yield
        finally:
            # A submission that entered a mode and never left it took ours from the stack's top.
            clear_modes(down_to=depth)

    def _watch_threads(self) -> None:
        """Modes hold for one thread only: let those that the submission starts have them too."""
        real_start = _thread.start_new_thread

        def start(
            function: Callable[..., object],
            args: tuple[Any, ...],
            kwargs: Mapping[str, Any] = MappingProxyType({}),
        ) -> int:
            def watched() -> None:
                with self.active():
                    function(*args, **kwargs)

            return real_start(watched, ())

        for module, name in _STARTERS:
            setattr(module, name, start)

    def _watch_engine(self) -> None:
        """Watch the submission's backward functions and hooks.

        To torch, autograd.grad and Tensor.backward are functions like others: their own mode is
        off while they run.
        """
        real_run = torch.autograd.graph._engine_run_backward

        def run(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401 - passed on
            with _FunctionWatch(self._functions, self._watch):
                return real_run(*args, **kwargs)

        setattr(torch.autograd, "_engine_run_backward", run)  # noqa: B010 - a private name


class _FunctionWatch(TorchFunctionMode):
    def __init__(self, forbidden: dict[object, str], watch: Watch) -> None:
        super().__init__()
        self._forbidden = forbidden
        self._watch = watch

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> object:
        name = self._forbidden.get(func)
        if name is not None:
            raise self._watch.refuse(name)
        return func(*args, **(kwargs or {}))


class _OperatorWatch(TorchDispatchMode):  # type: ignore[no-untyped-call]
    def __init__(self, forbidden: frozenset[str], watch: Watch, *, in_backward: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._in_backward = in_backward
        self._forbidden = forbidden
        self._watch = watch

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Else the first operator imports the compiler, for more than a second, to switch it off.
        return False

    def __torch_dispatch__(
        self,
        func: Any,  # noqa: ANN401 - an OpOverload, untyped in torch
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> object:
        name = func._schema.name
        if (name in self._forbidden or func.name() in self._forbidden) and self._is_own(name):
            raise self._watch.refuse(name)
        return func(*args, **(kwargs or {}))

    def _is_own(self, name: str) -> bool:
        """Tell whether the submission asked for this operator.

        The engine's own steps use ordinary operators too (the gradient of expand is a sum): in
        the judge's backward pass only operators made for backward passes count, and those that
        the submission's own backward function calls.
        """
        if not self._in_backward or "backward" in name:
            return True
        return bool(own_frames(sys._getframe(1), self._watch.file_name))


def _forbidden_functions(names: Sequence[str]) -> dict[object, str]:
    """Return the callables that bear one of `names`, under any of the namespaces they go by."""
    found: dict[object, str] = {}
    for qualified in names:
        for callable_ in (_resolve(qualified), *_namesakes(qualified.rpartition(".")[2])):
            if callable(callable_) and not isinstance(callable_, type):
                found.setdefault(callable_, qualified)
    return found


def _resolve(qualified: str) -> object:
    package, _, path = qualified.partition(".")
    found: object = torch if package == "torch" else None
    for part in path.split("."):
        found = getattr(found, part, None)
    return found


def _namesakes(name: str) -> Iterator[object]:
    spellings = (name, f"{name}_", f"__{name}__", f"__r{name}__", f"__i{name}__")
    for namespace in _NAMESPACES:
        for spelling in spellings:
            found = getattr(namespace, spelling, None)
            # Reading an attribute such as x.T comes to the mode as a call of its getter.
            yield found.__get__ if isinstance(found, GetSetDescriptorType) else found
            if isinstance(found, torch._ops.OpOverloadPacket):
                overloads = found.overloads()  # type: ignore[no-untyped-call]
                yield from (getattr(found, overload) for overload in overloads)
