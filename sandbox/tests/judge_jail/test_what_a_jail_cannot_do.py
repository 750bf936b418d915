"""System calls that lead out of the jail fail with an ordinary exception."""

import pytest

from sandbox.judge.client import Zygote
from sandbox.tests.judge_jail.servers import InmateError, run

_CALL = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
    return os.strerror(ctypes.get_errno()) if result < 0 else 'worked'
import platform
x86 = platform.machine() == 'x86_64'
"""
_DENIED = "Operation not permitted"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET"])
def test_the_jail_has_no_network(zygote: Zygote, family: str) -> None:
    source = f"import socket\nsocket.socket(socket.{family}, socket.SOCK_DGRAM)"
    with pytest.raises(InmateError, match=_DENIED):
        run(zygote, source)


@pytest.mark.parametrize(("family", "number"), [("vsock", 40), ("alg", 38), ("bluetooth", 31)])
def test_the_jail_has_no_rare_sockets(zygote: Zygote, family: str, number: int) -> None:
    with pytest.raises(InmateError, match=_DENIED):
        run(zygote, f"import socket\nsocket.socket({number}, 1)")


def test_a_pair_of_sockets_within_the_jail_works(zygote: Zygote) -> None:
    source = "import socket\na, b = socket.socketpair()\na.send(b'x')\nanswer = b.recv(1).decode()"
    assert run(zygote, source) == "x"


@pytest.mark.parametrize(
    ("name", "x86", "arm", "arguments"),
    [
        ("mount", 165, 40, "0, 0, 0, 0, 0"),
        ("unshare", 272, 97, "0x10000000"),
        ("setns", 308, 268, "3, 0"),
        ("pivot_root", 155, 41, "0, 0"),
        ("chroot", 161, 51, "0"),
        ("ptrace", 101, 117, "0, 0, 0, 0"),
        ("process_vm_readv", 310, 270, "1, 0, 0, 0, 0, 0"),
        ("process_vm_writev", 311, 271, "1, 0, 0, 0, 0, 0"),
        ("bpf", 321, 280, "0, 0, 0"),
        ("perf_event_open", 298, 241, "0, 0, 0, 0, 0"),
        ("userfaultfd", 323, 282, "0"),
        ("io_uring_setup", 425, 425, "8, 0"),
        ("keyctl", 250, 219, "0, 0, 0, 0, 0"),
        ("shmget", 29, 194, "0, 4096, 0o1600"),
        ("msgget", 68, 186, "0, 0o1600"),
        ("semget", 64, 190, "0, 1, 0o1600"),
        ("flock", 73, 32, "0, 2"),
        ("fcntl to lock", 72, 25, "0, 6, 0"),
        ("fcntl to lock an open file", 72, 25, "0, 37, 0"),
        ("fcntl to watch a folder", 72, 25, "0, 1026, 0"),
        ("inotify_init1", 294, 26, "0"),
        ("memfd_create", 319, 279, "0, 0"),
        ("open_by_handle_at", 304, 265, "3, 0, 0"),
        ("kexec_load", 246, 104, "0, 0, 0, 0"),
        ("seccomp", 317, 277, "0, 0, 0"),
        ("personality", 135, 92, "0x0040000"),
        ("clone into a user namespace", 56, 220, "0x10000011, 0, 0, 0, 0"),
        ("clone into a network namespace", 56, 220, "0x40000011, 0, 0, 0, 0"),
    ],
)
def test_the_kernel_refuses(zygote: Zygote, name: str, x86: int, arm: int, arguments: str) -> None:
    source = _CALL + f"answer = call({x86} if x86 else {arm}, {arguments})"
    assert run(zygote, source) == _DENIED, name


def test_clone3_does_not_exist(zygote: Zygote) -> None:
    assert run(zygote, _CALL + "answer = call(435, 0, 0)") == "Function not implemented"


def test_calls_newer_than_the_filter_do_not_exist(zygote: Zygote) -> None:
    assert run(zygote, _CALL + "answer = call(467, 0, 0)") == "Function not implemented"


def test_threads_still_work(zygote: Zygote) -> None:
    source = (
        "import threading, torch\n"
        "found = []\n"
        "thread = threading.Thread(target=found.append, args=(7,))\n"
        "thread.start(); thread.join()\n"
        "torch.set_num_threads(2)\n"
        "answer = found + [float((torch.ones(400, 400) @ torch.ones(400, 400)).sum())]"
    )
    assert run(zygote, source) == [7, 400.0**3]


def test_gradients_still_work(zygote: Zygote) -> None:
    source = (
        "import torch\nx = torch.ones(3, requires_grad=True)\n(x * x).sum().backward()\n"
        "answer = x.grad.tolist()"
    )
    assert run(zygote, source) == [2.0, 2.0, 2.0]


def test_no_other_program_can_be_run(zygote: Zygote) -> None:
    with pytest.raises(InmateError, match="Error"):
        run(zygote, "import os, sys\nos.execv('/proc/self/exe', ['python', '-c', 'print(1)'])")
    with pytest.raises(InmateError, match="Error"):
        run(zygote, "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'id'], check=True)")


def test_no_device_or_pipe_can_be_made(zygote: Zygote) -> None:
    for source in ("os.mkfifo('p')", "os.mknod('n', 0o020600, os.makedev(1, 1))"):
        with pytest.raises(InmateError, match=_DENIED):
            run(zygote, f"import os\n{source}")


def test_a_library_dropped_into_the_folder_cannot_be_loaded(zygote: Zygote) -> None:
    source = (
        "import ctypes, numpy.linalg._umath_linalg as real\n"
        "open('own.so', 'wb').write(open(real.__file__, 'rb').read())\n"
        "ctypes.CDLL('/box/work/own.so')"
    )
    with pytest.raises(InmateError, match=r"failed to map|not permitted|denied"):
        run(zygote, source)


def test_the_memory_of_the_init_cannot_be_read(zygote: Zygote) -> None:
    with pytest.raises(InmateError, match=r"FileNotFoundError|PermissionError"):
        run(zygote, "open('/proc/1/mem', 'rb')")


def test_nothing_in_proc_can_be_written(zygote: Zygote) -> None:
    for name in ("mem", "oom_score_adj", "comm"):
        with pytest.raises(InmateError, match="Error"):
            run(zygote, f"open('/proc/self/{name}', 'r+b', buffering=0)")


def test_signals_reach_nobody_else(zygote: Zygote) -> None:
    source = (
        "import os, signal\n"
        "try: os.kill(-1, 9)\n"
        "except OSError as error: answer = type(error).__name__\n"
        "else: answer = 'sent'\n"
        "try: os.kill(1, 9)\n"
        "except OSError: pass\n"
    )
    assert run(zygote, source) in {"ProcessLookupError", "PermissionError"}


def test_limits_cannot_be_raised(zygote: Zygote) -> None:
    source = "import resource\nresource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6))"
    with pytest.raises(InmateError, match="ValueError"):
        run(zygote, source)
