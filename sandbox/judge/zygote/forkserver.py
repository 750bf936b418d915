"""The fork server: has imported numpy, torch and the contestant, and forks jails on request.

The dispatcher starts it in new pid and mount namespaces (and, as an ordinary user, in a user
namespace), so that its death is the death of every jail. Its requests arrive on one socket:
{"gpu": bool} with the output pipe, the channel and the status socket of the child to be.
"""

import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from sandbox.judge.jail import identity, kernel, landlock, root, seccomp, view
from sandbox.judge.jail.errors import ConfinementError, step
from sandbox.judge.zygote import child, driver, protocol, sharing

# Without this, asking torch for a GPU initialises the driver, and no child could use it.
_VARIABLE = "PYTORCH_NVML_BASED_CUDA_CHECK"
_MOST_DESCRIPTORS = 1024


@dataclass(frozen=True)
class Loaded:
    """What the fork server has imported: the contestant's loop, and facts for the status.

    `rehearse` runs once through what the loop does.
    """

    serve: child.Serve
    rehearse: Callable[[], None]
    torch_version: str
    cuda: bool


def run(control: socket.socket, serve: str, *, confined: bool, drop: bool) -> NoReturn:
    """Prepare everything, report on `control`, then fork until the dispatcher is gone.

    drop: the process is root on the host and has to become nobody.
    """
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        loaded = _load(serve)
        readable = _retreat(drop=drop) if confined else ()
    except ConfinementError as error:
        protocol.send(control, {"failed": {"reason": error.reason, "remedy": error.remedy}})
        os._exit(1)
    _settle()
    facts = {"torch": loaded.torch_version, "cuda": loaded.cuda, "pid": os.getpid()}
    protocol.send(control, {"ready": facts})
    _fork_on_request(control, loaded, readable, confined=confined)


def _load(serve: str) -> Loaded:
    # Else it would look through all that is imported, again and again; `sharing` collects once.
    gc.disable()
    os.environ.clear()
    os.environ[_VARIABLE] = "1"
    # Threads started here would be missing in every child; OpenBLAS reads this when it is loaded.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        import numpy  # noqa: F401
        import torch

        torch.set_num_threads(1)
        _warm_up(torch)
        module, _, name = serve.partition(":")
        contestant = importlib.import_module(module)
        function = getattr(contestant, name)
        rehearse = getattr(contestant, "rehearse", _no_rehearsal)
    except (ImportError, AttributeError, OSError) as error:
        raise ConfinementError(
            f"what runs in the jail cannot be imported: {error}",
            "install numpy and torch for the zygote's interpreter",
        ) from error
    del os.environ["OPENBLAS_NUM_THREADS"]
    cuda = torch.version.cuda is not None and bool(view.gpu_devices())
    if cuda:
        driver.load()
    return Loaded(function, rehearse, str(torch.__version__), cuda)


def _no_rehearsal() -> None:
    """What another loop than the contestant's does."""


def _warm_up(torch: ModuleType) -> None:
    """Let libraries look at the processor now: jails show them no /proc/cpuinfo.

    Forward only, and on one thread: an autograd engine or a thread pool would not survive a fork.
    """
    square = torch.ones(1, 1, 4, 4)
    with torch.no_grad():
        torch.nn.functional.conv2d(square, square)
        torch.nn.functional.linear(square, square[0, 0])


def _retreat(*, drop: bool) -> tuple[tuple[str, int], ...]:
    """Leave the host's file system and its users; return what Landlock opens to the children."""
    seen = view.of_this_interpreter()
    root.enter(seen)
    if drop:
        _become_nobody()
    for path in seen.shown:
        if not os.access(path, os.R_OK):
            raise ConfinementError(
                f"an unprivileged user cannot read {path}",
                "make the interpreter and its packages readable by all (chmod -R a+rX)",
            )
    if view.REPOSITORY.joinpath("sandbox").exists():
        raise ConfinementError(
            f"{view.REPOSITORY} would be visible to submissions", "move the program elsewhere"
        )
    devices = [("/dev/null", landlock.USE_DEVICE), ("/dev/full", landlock.USE_DEVICE)]
    paths = [(str(path), landlock.READ) for path in (*seen.shown, Path("/dev"))]
    if seen.gpu_devices:
        paths += [(root.GPU, landlock.READ | landlock.DRIVE_DEVICE), ("/sys", landlock.READ)]
    return (*paths, *devices)


def _become_nobody() -> None:
    if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208 - only the number counts
        raise ConfinementError(
            "a library has started threads while it was imported", "start the judge as non-root"
        )
    with step("a user namespace"):
        identity.become_nobody()
    # The change of users has cleared this.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    # Only as root of the namespace that owns its pid namespace can a process make further ones.
    pid = os.fork()
    if pid:
        os.closerange(0, _MOST_DESCRIPTORS)
        os.waitpid(pid, 0)
        os._exit(0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _settle() -> None:
    """Let children find nothing of the source tree, and no collector touch what they share."""
    sys.path[:] = [entry for entry in sys.path if entry != str(view.REPOSITORY)]
    sys.path_importer_cache.clear()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    seccomp.prepare()
    gc.freeze()


def _fork_on_request(
    control: socket.socket,
    loaded: Loaded,
    readable: tuple[tuple[str, int], ...],
    *,
    confined: bool,
) -> NoReturn:
    null = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    prepared = False
    while True:
        request = protocol.receive(control)
        if request is None:
            os._exit(0)
        message, descriptors = request
        gpu = message["gpu"] is True
        if confined:
            kernel.unshare(kernel.CLONE_NEWPID)
        try:
            forked = kernel.fork()
        except OSError as error:  # too many processes: the closed descriptors tell the dispatcher
            sys.stderr.write(f"fork: {error}\n")
            forked = -1
        if forked == 0:
            control.detach()
            plan = child.Plan(confined=confined, gpu=gpu, readable=readable)
            child.live(plan, [null, *descriptors], loaded.serve)
        if confined:
            # The next unshare is refused unless new children would again be born here.
            kernel.setns(own_pids, kernel.CLONE_NEWPID)
        protocol.close_all(descriptors)
        if not prepared:  # the first child is ready a second sooner for not having waited for this
            prepared = True
            loaded.rehearse()
            sharing.keep_still()
            sharing.gather()
