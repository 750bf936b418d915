"""The stacks of modes that torch keeps: how deep they are, and how to empty them."""

from torch._C import _len_torch_dispatch_stack, _len_torch_function_stack
from torch.overrides import _pop_mode as pop_function_mode
from torch.utils._python_dispatch import _pop_mode as pop_dispatch_mode


def mode_depth() -> tuple[int, int]:
    """Return how many function modes and dispatch modes are active."""
    return _len_torch_function_stack(), _len_torch_dispatch_stack()


def clear_modes(*, down_to: tuple[int, int] = (0, 0)) -> None:
    """Pop what lies above `down_to` in both stacks."""
    functions, dispatches = down_to
    while _len_torch_function_stack() > functions:
        pop_function_mode()  # type: ignore[no-untyped-call]
    while _len_torch_dispatch_stack() > dispatches:
        pop_dispatch_mode()
