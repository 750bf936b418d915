"""Users and capabilities: the jail's process is nobody, inside and outside.

`become_nobody` turns a fork server that root started into one without rights on the host.
`give_up` ends in a child without any capability, under a user id that owns nothing.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.judge.jail import kernel

# The kernel's overflow id: mapped even where a container maps few ids, and owner of nothing.
NOBODY = 65534
INSIDE = 1000
_ALL_CAPABILITIES = range(64)
_SYS_ADMIN = 1 << 21
# noroot, no_setuid_fixup, keep_caps off, no_cap_ambient_raise; each with its lock.
_SECURE_BITS = 0b1110_1111


def become_nobody() -> None:
    """Change from root to an unprivileged user of the host who is root in a namespace only.

    The process must be single-threaded and see itself in /proc. Its next child is the first of
    a new pid namespace, over which that namespace's root has power. Raises OSError.
    """
    os.setgroups([])
    # Hosts may allow user namespaces to privileged processes only: keep that one capability.
    kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.capset(_SYS_ADMIN, _SYS_ADMIN)
    kernel.unshare(kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS | kernel.CLONE_NEWPID)
    with opened_proc() as proc:
        map_to(proc, 0, NOBODY, NOBODY)


@contextmanager
def opened_proc() -> Iterator[int]:
    """Yield a descriptor of the present /proc, which stays usable when another covers it."""
    descriptor = os.open("/proc", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def map_to(proc: int, inside: int, outside_user: int, outside_group: int) -> None:
    """Name the calling process, alone in a new user namespace, `inside`.

    `proc` is a descriptor of a /proc that it can write to.
    """
    # Changing users made the process's own /proc files root's; this gives them back.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    _write(proc, "setgroups", "deny")
    _write(proc, "uid_map", f"{inside} {outside_user} 1")
    _write(proc, "gid_map", f"{inside} {outside_group} 1")


def give_up(proc: int) -> None:
    """Enter a last user namespace as an ordinary user, and drop every capability for good.

    `proc` is a descriptor of a writable /proc. After this, no_new_privs holds and the process
    cannot be looked into by others of its user.
    """
    outside_user, outside_group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER)
    map_to(proc, INSIDE, outside_user, outside_group)
    drop_capabilities()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def drop_capabilities() -> None:
    """Drop every capability so that nothing can bring one back."""
    for number in _ALL_CAPABILITIES:
        try:
            kernel.prctl(kernel.PR_CAPBSET_DROP, number)
        except OSError as error:
            if error.errno == errno.EINVAL:  # a number beyond those that the kernel knows
                break
    kernel.prctl(kernel.PR_SET_SECUREBITS, _SECURE_BITS)
    clear_all_ambient = 4
    kernel.prctl(kernel.PR_CAP_AMBIENT, clear_all_ambient)
    kernel.capset(0, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)


def _write(proc: int, name: str, text: str) -> None:
    descriptor = os.open(f"self/{name}", os.O_WRONLY | os.O_CLOEXEC, dir_fd=proc)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
