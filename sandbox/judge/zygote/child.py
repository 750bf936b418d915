"""One jail, from the first instruction after fork to the call of the contestant's loop.

The forked child becomes the jail's PID 1: it confines itself, forks PID 2, which runs the
contestant, and then only waits. Were the contestant PID 1, the kernel would shield it from
signals and from its limit on CPU time. When PID 1 ends, the kernel kills all that is left.
"""

import fcntl
import gc
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from sandbox.judge.jail import identity, kernel, landlock, limits, root, seccomp
from sandbox.judge.jail.errors import ConfinementError, step
from sandbox.judge.zygote import protocol

Serve = Callable[[socket.socket], object]
_NULL, _OUTPUT, _ERRORS, _CHANNEL, _STATUS = range(5)
_ABOVE = 64


@dataclass(frozen=True)
class Plan:
    """What a fork server does to each of its children.

    readable: paths that Landlock opens for reading, (path, rights) each; gpu: the cuda profile.
    """

    confined: bool
    gpu: bool
    readable: tuple[tuple[str, int], ...]


def live(plan: Plan, descriptors: Sequence[int], serve: Serve) -> NoReturn:
    """Turn the calling process, just forked, into a jail; never return.

    `descriptors` are /dev/null, the write end of the output pipe, the channel and the status
    socket, on which the dispatcher learns that the jail is ready, why it failed, or how it ended.
    """
    code = 1
    try:
        _take(descriptors)
        status = socket.socket(fileno=_STATUS)
        try:
            code = _rule(plan, status, serve, has_proc=_confine(plan))
        except ConfinementError as error:
            protocol.send(status, {"failed": {"reason": error.reason, "remedy": error.remedy}})
        except Exception as error:
            reason = f"a jail could not be built: {type(error).__name__}: {error}"
            remedy = "report this with the kernel's version and the container's settings"
            protocol.send(status, {"failed": {"reason": reason, "remedy": remedy}})
    finally:
        os._exit(code)


def _take(descriptors: Sequence[int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    null, output, channel, status = (
        fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _ABOVE) for descriptor in descriptors
    )
    for place, source in enumerate((null, output, output, channel, status)):
        os.dup2(source, place)
    kernel.close_from(_STATUS + 1)
    os.umask(0o077)


def _confine(plan: Plan) -> bool:
    """Give up what the plan says; return whether the jail has a /proc."""
    if not plan.confined:
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        limits.apply_at_birth(gpu=plan.gpu)
        return True
    with identity.opened_proc() as proc:
        _be_first_to_die(proc)
        with step("namespaces for the jail"):
            kernel.unshare(
                kernel.CLONE_NEWNS
                | kernel.CLONE_NEWNET
                | kernel.CLONE_NEWIPC
                | kernel.CLONE_NEWUTS
                | kernel.CLONE_NEWCGROUP
            )
            kernel.set_host_name("jail")
        has_proc = root.furnish(gpu=plan.gpu)
        with step("a user namespace for the jail"):
            identity.give_up(proc)
    limits.apply_at_birth(gpu=plan.gpu)
    with step("Landlock"):
        rights = landlock.NAME_THREADS if plan.gpu else landlock.READ
        own = [("/proc", rights)] if has_proc else []
        writable = (root.BOX, landlock.write_anything(landlock.abi()))
        landlock.restrict([*plan.readable, *own, writable])
    return has_proc


def _filter_calls(plan: Plan, *, for_init: bool) -> None:
    if plan.confined:
        with step("a seccomp filter"):
            seccomp.install(for_init=for_init, gpu=plan.gpu and not for_init)


def _be_first_to_die(proc: int) -> None:
    # Should the whole machine run out of memory, a jail goes before anything else.
    descriptor = os.open("self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC, dir_fd=proc)
    try:
        os.write(descriptor, b"1000")
    finally:
        os.close(descriptor)


def _rule(plan: Plan, status: socket.socket, serve: Serve, *, has_proc: bool) -> int:
    """Start PID 2 and wait until it has ended; return the exit code."""
    pid = kernel.fork()
    if pid == 0:
        status.close()
        _serve(plan, serve)
    _filter_calls(plan, for_init=True)
    kernel.set_name("jail-init")
    for place in (_OUTPUT, _ERRORS):
        os.dup2(_NULL, place)
    os.close(_CHANNEL)
    contestant = os.pidfd_open(pid)
    own = os.pidfd_open(os.getpid())
    protocol.send(status, {"ready": {"proc": has_proc}}, [own, contestant])
    os.close(own)
    _await_lease(status, contestant, pid)
    ended = 0
    while ended != pid:
        ended, how, used = os.wait4(-1, 0)
    exited = {"code": os.waitstatus_to_exitcode(how), "peak_kib": used.ru_maxrss}
    protocol.send(status, {"exited": exited})
    # What is left of the jail still counts: the dispatcher measures it, then kills it.
    _reap_without_waiting()
    status.recv(1)
    return 0


def _reap_without_waiting() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _await_lease(status: socket.socket, contestant: int, pid: int) -> None:
    watched: list[int | socket.socket] = [status, contestant]
    ready, _, _ = select.select(watched, [], [])
    if status in ready and (received := protocol.receive(status)) is not None:
        limits.apply(pid, received[0]["limits"])
        protocol.send(status, {"bounded": True})


def _serve(plan: Plan, serve: Serve) -> NoReturn:
    code = 0
    try:
        _filter_calls(plan, for_init=False)
        kernel.set_name("jail")
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        gc.enable()
        serve(socket.socket(fileno=_CHANNEL))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code & 0xFF)
