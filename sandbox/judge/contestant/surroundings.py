"""Putting back what is global to the process, so that no case can spoil the next."""

import _signal  # type: ignore[import-not-found]  # it has no stubs
import gc
import random
import signal
import sys
import threading
import warnings
from typing import Any

import numpy as np
import torch

from sandbox.judge.contestant.modes import clear_modes
from sandbox.judge.contestant.streams import restore_streams

_RECURSION_LIMIT = 1000
_SWITCH_INTERVAL = 0.005
_INT_DIGITS = 4300
_NUMPY_BUFFER = 8192
_PRINT_OPTIONS = np.get_printoptions()
_GC_THRESHOLD = (700, 10, 10)
# Without a reader a write fails with an error, as Python has it, instead of ending the process.
_IGNORED = {signal.SIGPIPE, signal.SIGXFSZ}
_SIGNALS = {number for number in signal.valid_signals() if number < signal.SIGRTMIN} - {
    signal.SIGKILL,
    signal.SIGSTOP,
}
_OFF = False
_IGNORE_TRACING = True
_OVERRIDES: list[torch.inference_mode] = []
_FILTERS: list[object] = []
_GLOBAL_HOOKS = tuple(
    name
    for name, hooks in vars(torch.nn.modules.module).items()
    if name.startswith("_global_") and isinstance(hooks, dict)
)
_QUIET = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)


def reset_surroundings(seed: int, device: str) -> None:
    """Restore the global state of Python, numpy and torch, and seed all three from `seed`."""
    _reset_python()
    _reset_numpy()
    _reset_torch(device)
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.default_generator.manual_seed(seed % 2**63)
    if device == "cuda":
        torch.cuda.manual_seed_all(seed % 2**63)


def _reset_python() -> None:
    restore_streams()
    sys.setrecursionlimit(_RECURSION_LIMIT)
    sys.setswitchinterval(_SWITCH_INTERVAL)
    sys.set_int_max_str_digits(_INT_DIGITS)
    sys.settrace(None)
    sys.setprofile(None)
    threading.settrace(None)
    threading.setprofile(None)
    gc.enable()
    gc.set_threshold(*_GC_THRESHOLD)
    _reset_warnings()
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in _SIGNALS:
        wanted = signal.SIG_IGN if number in _IGNORED else signal.SIG_DFL
        # The C function: the other one makes an enum member of each answer.
        if _signal.getsignal(number) != wanted:
            signal.signal(number, wanted)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _reset_warnings() -> None:
    if _FILTERS and warnings.filters == _FILTERS:
        # Set once more, the last of them has each warning be shown anew.
        warnings.simplefilter("ignore", _QUIET[-1])
        return
    warnings.resetwarnings()
    warnings.simplefilter("default")
    for category in _QUIET:
        warnings.simplefilter("ignore", category)
    _FILTERS[:] = warnings.filters


def _reset_numpy() -> None:
    np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
    np.seterrcall(None)
    np.setbufsize(_NUMPY_BUFFER)
    if np.get_printoptions() != _PRINT_OPTIONS:
        np.set_printoptions(**_PRINT_OPTIONS)


def _reset_torch(device: str) -> None:
    # In this order: a default device leaves its mode by popping it, and fails on another's.
    clear_modes()
    torch.set_default_device(None)
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    if torch.is_inference_mode_enabled():
        # The submission holds the guard that would end it; a second one, kept, overrides it.
        _OVERRIDES.append(torch.inference_mode(mode=False))
        _OVERRIDES[-1].__enter__()
    torch.autograd.set_detect_anomaly(mode=False)
    # What use_deterministic_algorithms calls; that one imports a compiler for 1.7 s first.
    torch._C._set_deterministic_algorithms(_OFF)
    torch.set_autocast_enabled("cpu", _OFF)
    torch.set_flush_denormal(_OFF)
    torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision("highest")
    _clear_hooks()
    if device == "cuda":
        _reset_cuda()


def _clear_hooks() -> None:
    autograd: Any = torch._C._autograd
    while autograd._top_saved_tensors_default_hooks(_IGNORE_TRACING):
        autograd._pop_saved_tensors_default_hooks()
    for name in _GLOBAL_HOOKS:
        hooks = getattr(torch.nn.modules.module, name, None)
        if isinstance(hooks, dict):
            hooks.clear()


def _reset_cuda() -> None:
    torch.set_autocast_enabled("cuda", _OFF)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = False
