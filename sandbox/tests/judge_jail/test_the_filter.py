"""The filter of system calls, run by a small interpreter: also for the machine we are not on."""

import errno
import struct

import pytest

from sandbox.judge.jail import kernel, seccomp

_ALLOW, _KILL = 0x7FFF_0000, 0x8000_0000
_EPERM, _ENOSYS = 0x0005_0000 | errno.EPERM, 0x0005_0000 | errno.ENOSYS
_ENOENT = 0x0005_0000 | errno.ENOENT
_MACHINES = sorted(seccomp.MACHINES)


def _verdict(
    machine: str,
    number: int,
    *arguments: int,
    audit: int | None = None,
    for_init: bool = False,
    gpu: bool = False,
) -> int:
    """Interpret the program as the kernel does, on struct seccomp_data."""
    known = seccomp.MACHINES[machine]
    padded = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", number, known.audit if audit is None else audit, 0, *padded)
    code = seccomp.program(machine, for_init=for_init, gpu=gpu)
    at, accumulator = 0, 0
    while True:
        operation, if_true, if_false, value = struct.unpack_from("HBBI", code, at * 8)
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif operation == 0x06:
            return int(value)
        else:
            holds = {
                0x15: accumulator == value,
                0x35: accumulator >= value,
                0x45: bool(accumulator & value),
            }[operation]
            at += if_true if holds else if_false


@pytest.mark.parametrize("machine", _MACHINES)
@pytest.mark.parametrize("name", sorted(seccomp.DENIED))
def test_every_denied_call_gets_eperm(machine: str, name: str) -> None:
    number = seccomp.DENIED[name][seccomp.MACHINES[machine].column]
    if number is not None:
        assert _verdict(machine, number) == _EPERM


@pytest.mark.parametrize("machine", _MACHINES)
def test_only_the_init_may_pass_descriptors_on(machine: str) -> None:
    for numbers in seccomp.DENIED_TO_CONTESTANTS.values():
        number = numbers[seccomp.MACHINES[machine].column]
        assert number is not None
        assert _verdict(machine, number) == _EPERM
        assert _verdict(machine, number, for_init=True) == _ALLOW


@pytest.mark.parametrize("machine", _MACHINES)
def test_calls_of_another_architecture_kill(machine: str) -> None:
    i386 = 0x4000_0003
    assert _verdict(machine, 0, audit=i386) == _KILL


def test_calls_in_the_x32_manner_do_not_exist() -> None:
    assert _verdict("x86_64", 0x4000_0000 + 59) == _ENOSYS


@pytest.mark.parametrize("machine", _MACHINES)
def test_clone3_and_the_future_do_not_exist(machine: str) -> None:
    assert _verdict(machine, 435) == _ENOSYS
    assert _verdict(machine, seccomp.FIRST_UNKNOWN) == _ENOSYS
    assert _verdict(machine, 0x3FFF_FFFF) == _ENOSYS


@pytest.mark.parametrize("machine", _MACHINES)
def test_clone_makes_threads_and_forks_but_no_namespaces(machine: str) -> None:
    clone = seccomp.MACHINES[machine].clone
    assert _verdict(machine, clone, 0x003D_0F00) == _ALLOW
    assert _verdict(machine, clone, 17) == _ALLOW
    for name in ("NS", "CGROUP", "UTS", "IPC", "USER", "PID", "NET"):
        assert _verdict(machine, clone, getattr(kernel, f"CLONE_NEW{name}") | 17) == _EPERM


@pytest.mark.parametrize("machine", _MACHINES)
def test_arguments_decide_where_a_call_is_partly_needed(machine: str) -> None:
    known = seccomp.MACHINES[machine]
    assert _verdict(machine, known.socketpair, 1) == _ALLOW
    assert _verdict(machine, known.socketpair, 2) == _EPERM
    assert _verdict(machine, known.prctl, kernel.PR_SET_NAME) == _ALLOW
    assert _verdict(machine, known.prctl, kernel.PR_SET_SECCOMP) == _EPERM
    assert _verdict(machine, known.prlimit, 0) == _ALLOW
    assert _verdict(machine, known.prlimit, 2) == _ALLOW
    assert _verdict(machine, known.prlimit, 1) == _EPERM
    assert _verdict(machine, known.ioctl, 0, 0x5401) == _ALLOW
    assert _verdict(machine, known.ioctl, 0, 0x5412) == _EPERM


@pytest.mark.parametrize("machine", _MACHINES)
def test_a_graphics_driver_may_listen_inside_the_jail_only(machine: str) -> None:
    known = seccomp.MACHINES[machine]
    bind, listen, accept, sendmsg = (
        (seccomp.DENIED | seccomp.DENIED_TO_CONTESTANTS)[name][known.column] or 0
        for name in ("bind", "listen", "accept", "sendmsg")
    )
    assert _verdict(machine, known.socket, 1, gpu=True) == _ALLOW
    assert _verdict(machine, bind, gpu=True) == _ALLOW
    assert _verdict(machine, listen, gpu=True) == _ALLOW
    assert _verdict(machine, known.socket, 2, gpu=True) == _EPERM, "no network"
    assert _verdict(machine, known.connect, gpu=True) == _ENOENT, "nobody listens"
    assert _verdict(machine, accept, gpu=True) == _EPERM
    assert _verdict(machine, sendmsg, gpu=True) == _EPERM


@pytest.mark.parametrize("machine", _MACHINES)
def test_ordinary_calls_are_allowed(machine: str) -> None:
    # read, write, mmap, futex, exit_group, sendto, recvmsg, wait4, getrandom
    numbers = {
        "x86_64": [0, 1, 9, 202, 231, 44, 47, 61, 318],
        "aarch64": [63, 64, 222, 98, 94, 206, 212, 260, 278],
    }
    for number in numbers[machine]:
        assert _verdict(machine, number) == _ALLOW


@pytest.mark.parametrize("machine", _MACHINES)
def test_the_program_is_short_and_ends(machine: str) -> None:
    code = seccomp.program(machine)
    assert len(code) % 8 == 0
    assert len(code) // 8 < 4096
    assert struct.unpack_from("HBBI", code, len(code) - 8) == (0x06, 0, 0, _ALLOW)
